import FoundationEssentials
import Glibc
import HTTPClient
import Instance
import Logging
import Messaging
import Model
import ServiceKit

/// Starts a real dashboard, its forwarder and its database, lets a crowd of WebSocket clients in, and measures what they hear.
struct DashboardBench: Sendable {
  let load: PositionLoad
  let clients: Int
  /// How many of the symbols each client follows.
  let symbolsEach: Int
  let basePort: Int
  /// The folder of the executables.
  let binaries: String
  let time: TimeSource
  let logger: Logger
  /// Says how far it is.
  let progress: @Sendable (String) -> Void

  /// For the crowd to come, to be warm, and to hear the last states.
  static let patience = Duration.seconds(30)

  private var symbols: [Symbol] { load.symbols }
  private var port: Int { basePort + 32 }
  private var origin: String { "http://127.0.0.1:\(port)" }
  private var addresses: BusAddresses { .local(basePort: basePort) }

  /// - Throws: ``CommandFailure`` when a program does not start, and when updates do not come.
  func run() async throws -> DashboardBenchReport {
    try await BenchDatabase.with([.dashboard]) { database in
      let password = Secrets.random()
      var environment = ChildEnvironment.base(ProcessInfo.processInfo.environment).merging(database) { $1 }
      environment[ConfigurationKey.busBasePort.environmentName] = "\(basePort)"
      return try await with(.messageBus, environment) { _ in
        environment[ConfigurationKey.dashboardListen.environmentName] = "127.0.0.1:\(port)"
        environment[ConfigurationKey.dashboardPassword.environmentName] = password
        return try await with(.dashboard, environment) { process in
          guard try await Readiness(time: time).http("\(origin)/healthz", logger: logger) else {
            let log = LogTail.lines(of: BenchDatabase.folder.log(of: ServiceName.dashboard.rawValue), count: 3)
            throw CommandFailure(.failed, "the dashboard did not start: \(log.joined(separator: " / "))")
          }
          return try await measure(process.pid, cookie: try await login(password))
        }
      }
    }
  }

  private func with<Result>(
    _ service: ServiceName, _ environment: [String: String], _ body: (ChildProcess) async throws -> Result
  ) async throws -> Result {
    let command = ChildCommand(
      name: service.rawValue, program: "\(binaries)/\(service.rawValue)", environment: environment,
      log: BenchDatabase.folder.log(of: service.rawValue))
    let process = try await ChildProcess.start(command)
    do {
      let result = try await body(process)
      await process.stop(SIGTERM, within: .seconds(10))
      return result
    } catch {
      await process.stop(SIGTERM, within: .seconds(10))
      throw error
    }
  }

  /// As a browser does it. - Returns: the session's cookie.
  private func login(_ password: String) async throws -> String {
    let client = try HTTPClient(logger: logger)
    let headers = HTTPHeaders([("Origin", origin), ("Content-Type", "application/x-www-form-urlencoded")])
    let reply = try await client.send(
      HTTPRequest(method: .post, url: "\(origin)/login", headers: headers, body: Array("password=\(password)".utf8)))
    await client.close()
    guard let cookie = reply.headers["Set-Cookie"]?.split(separator: ";").first else {
      throw CommandFailure(.failed, "the dashboard answered the login with \(reply.status)")
    }
    return String(cookie)
  }

  private func measure(_ pid: Int32, cookie: String) async throws -> DashboardBenchReport {
    let bus = try Bus(addresses, caller: "bench", logger: logger)
    // Neighbouring symbols, so that every symbol has as many clients.
    let follows = (0..<clients).map { client in Set((0..<symbolsEach).map { (client + $0) % symbols.count }) }
    let crowd = SocketCrowd(
      port: port, headers: [("Cookie", cookie), ("Origin", origin)], symbols: symbols.map(\.description), follows: follows, time: time)
    let idle = try ProcessUsage(of: pid)
    crowd.start()
    do {
      let report = try await measure(pid, bus, crowd, idle)
      await crowd.stop()
      await bus.close()
      return report
    } catch {
      await crowd.stop()
      await bus.close()
      try crowd.throwFailure()
      throw error
    }
  }

  private func measure(_ pid: Int32, _ bus: Bus, _ crowd: SocketCrowd, _ idle: ProcessUsage) async throws -> DashboardBenchReport {
    try await wait("\(clients) sockets are open", crowd) { crowd.isSubscribed }
    var last: [Int: Timestamp] = [:]
    try await wait("every client hears every symbol", crowd) {
      for symbol in symbols.indices { last[symbol] = try load.publish(symbol, number: 0, bus) }
      return crowd.reading(\.isWarm)
    }
    try await wait("the last of the first states are there", crowd) { [last] in crowd.reading { $0.without(last) == 0 } }
    progress("\(clients) clients are connected, \(load.seconds) s of load")
    crowd.forgetTimes()
    let (before, usage) = (crowd.reading(\.updates), try ProcessUsage(of: pid))
    var resident: [Double] = []
    last = try await load.run(on: bus) {
      resident.append(try ProcessUsage(of: pid).residentMegabytes)
      try crowd.throwFailure()
    }
    let end = try ProcessUsage(of: pid)
    do {
      try await wait("the last states are there", crowd) { [last] in crowd.reading { $0.without(last) == 0 } }
    } catch let failure as CommandFailure {
      // Part of the result: the report counts who lacks them.
      progress("\(failure)")
    }
    let tally = crowd.tally
    guard let delays = DashboardBenchReport.Times(tally.delays), let ages = DashboardBenchReport.Times(tally.ages) else {
      throw CommandFailure(.failed, "no update reached a client")
    }
    let updates = tally.updates - before
    return DashboardBenchReport(
      clients: clients, symbols: symbols.count, symbolsEach: symbolsEach, seconds: Double(load.seconds), published: load.count,
      updates: updates, updatesPerSecond: (Double(updates) / Double(load.seconds) * 10).rounded() / 10, expected: tally.expected,
      received: tally.received, repeated: tally.repeated, unheard: tally.unheard, disconnected: tally.disconnected,
      withoutLastState: tally.without(last), milliseconds: delays, ageMilliseconds: ages,
      residentMegabytes: .init(
        idle: idle.residentMegabytes, begin: resident[resident.count / 6], peak: resident.max() ?? 0, end: end.residentMegabytes),
      processorPercent: ((end.processorSeconds - usage.processorSeconds) / Double(load.seconds) * 1000).rounded() / 10)
  }

  private func wait(_ what: String, _ crowd: SocketCrowd, until isTrue: () throws -> Bool) async throws {
    let deadline = time.now + Self.patience
    while try !isTrue() {
      try crowd.throwFailure()
      guard time.now < deadline else { throw CommandFailure(.failed, "\(what): not within \(Self.patience.text)") }
      try await Task.sleep(for: .milliseconds(100))
    }
  }
}
