import Database
import Foundation
import Logging
import Messages
import Messaging
import Model
import ServiceKit
import Synchronization
import TestKit
import Testing

@testable import Executor

/// Two real executor processes on one database, each with a way of its own to one exchange.
final class ReplicaRig: Sendable {
  /// One of the two processes and what it sends to the exchange.
  final class Replica: Sendable {
    let name: String
    let address: String
    let door: ScriptedHTTPServer
    private let running: Mutex<Process?> = Mutex(nil)
    private let start: @Sendable () throws -> Process

    init(_ name: String, _ address: String, _ door: ScriptedHTTPServer, _ start: @escaping @Sendable () throws -> Process) {
      (self.name, self.address, self.door, self.start) = (name, address, door, start)
    }

    func launch() throws {
      let process = try start()
      running.withLock { $0 = process }
    }

    var pid: Int32 { running.withLock { $0?.processIdentifier ?? 0 } }
    func send(_ signal: Int32) { if pid > 0 { kill(pid, signal) } }

    /// - Returns: the exit code, or the signal as a negative number.
    func exit(within limit: Duration = .seconds(60)) async throws -> Int32 {
      try await eventually("\(name) ends", within: limit) { self.running.withLock { $0?.isRunning != true } }
      return running.withLock { process in
        guard let process else { return 0 }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
      }
    }
  }

  /// Does something once, when a request to a path is on its way and the exchange does not have it yet.
  final class Trap: Sendable {
    private let armed = Mutex<(path: String, caught: @Sendable () -> Void)?>(nil)

    /// - Parameter caught: called on the request's way, while whoever has sent it waits for the answer.
    func arm(_ path: String, _ caught: @escaping @Sendable () -> Void) { armed.withLock { $0 = (path, caught) } }

    func pass(_ request: ScriptedHTTPServer.Request) {
      let caught = armed.withLock { armed -> (@Sendable () -> Void)? in
        guard armed?.path == request.path else { return nil }
        defer { armed = nil }
        return armed?.caught
      }
      caught?()
    }
  }

  let venue: Venue
  let test: TestDatabase
  /// Under the executor's role, without a fence.
  let database: Database
  let client: Bus
  let replicas: [Replica]
  let traps: [Trap]
  let folder: String
  private let addresses: BusAddresses
  private let forwarder: Forwarder
  private let gate: Bus

  static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private init(_ venue: Venue, _ test: TestDatabase) throws {
    let base = try TestBus.addresses()
    let own = (base.services[.executor]?.first).map { ["\($0).1", "\($0).2"] } ?? []
    let addresses = BusAddresses(
      publishers: base.publishers, subscribers: base.subscribers, services: base.services.merging([.executor: own]) { $1 })
    let folder = try TestFolder.make("executors")
    let traps = [Trap(), Trap()]
    self.addresses = addresses
    self.folder = folder
    self.traps = traps
    (self.venue, self.test) = (venue, test)
    database = try test.connect(.executor)
    forwarder = try Forwarder(addresses)
    client = try Bus(addresses, caller: "test", logger: Self.logger)
    gate = try Bus(addresses, caller: "risk-manager", listening: .riskManager, logger: Self.logger)
    replicas = try zip(own.indices, own).map { index, address in
      let door = try venue.door { traps[index].pass($0) }
      let name = index == 0 ? "executor" : "executor-\(index + 1)"
      let points = "\(folder)/\(name)-points"
      try FileManager.default.createDirectory(atPath: points, withIntermediateDirectories: true)
      let environment = Self.environment(index + 1, test, addresses, door.baseURL, points)
      return Replica(name, address, door) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
          .appendingPathComponent("executor")
        process.environment = environment
        process.standardOutput = FileHandle.nullDevice
        let log = "\(folder)/\(name).log"
        if !FileManager.default.fileExists(atPath: log) { try Data().write(to: URL(fileURLWithPath: log)) }
        let errors = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        try errors.seekToEnd()
        process.standardError = errors
        try process.run()
        return process
      }
    }
  }

  private static func environment(
    _ replica: Int, _ test: TestDatabase, _ addresses: BusAddresses, _ exchange: String, _ points: String
  ) -> [String: String] {
    let services = addresses.services.map { "\($0.key.rawValue)=\($0.value.joined(separator: "|"))" }.joined(separator: ";")
    return test.environment.merging([
      "PATH": "/usr/bin:/bin", "AUTOTRADER_INSTANCE_REPLICA": "\(replica)", "AUTOTRADER_BUS_PUBLISHERS": addresses.publishers,
      "AUTOTRADER_BUS_SUBSCRIBERS": addresses.subscribers, "AUTOTRADER_BUS_SERVICES": services, "AUTOTRADER_EXCHANGE_URL": exchange,
      "AUTOTRADER_EXCHANGE_APIKEY": Venue.key, "AUTOTRADER_EXCHANGE_APISECRET": Venue.secret, "AUTOTRADER_APPROVAL_MAXDRIFT": "10",
      "AUTOTRADER_TEST_KILLPOINTS": points,
    ]) { $1 }
  }

  /// Runs `body` with both processes answering.
  static func open(_ cluster: TestCluster = .shared, _ body: @escaping @Sendable (ReplicaRig) async throws -> Void) async throws {
    let test = try await cluster.makeDatabase()
    try await Venue.open { venue in
      let rig = try ReplicaRig(venue, test)
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await rig.answerGate() }
        do {
          for replica in rig.replicas { try rig.relaunch(replica) }
          for replica in rig.replicas { try await rig.answers(replica) }
          try await body(rig)
        } catch {
          rig.report(error)
        }
        await rig.close()
        await group.waitForAll()
      }
    }
  }

  func relaunch(_ replica: Replica) throws { try replica.launch() }

  private func answerGate() async {
    for await request in gate.requests {
      do {
        try gate.reply(to: request, ReplyHeader(.ok), try Wire.encoder.encode(AuthorizeEntry.Reply.authorized))
      } catch {
        report(error)
      }
    }
  }

  private func report(_ error: any Error) {
    Issue.record("\(error)\n\(replicas.map { "\($0.name):\n\(log($0))" }.joined(separator: "\n"))")
  }

  private func close() async {
    for replica in replicas {
      replica.send(SIGCONT)
      replica.send(SIGKILL)
      replica.door.stop()
    }
    await gate.close()
    await client.close()
    await forwarder.close()
    await database.close()
    do { try FileManager.default.removeItem(atPath: folder) } catch { report(error) }
  }

  func pong(_ replica: Replica, within limit: Duration = .milliseconds(500)) async throws -> Ping.Reply? {
    do {
      return try await client.ask(Ping(), of: .executor, at: replica.address, within: limit)
    } catch let error as BusError where error.code == .timeout {
      return nil
    }
  }

  func answers(_ replica: Replica) async throws {
    try await eventually("\(replica.name) answers: \(log(replica))", within: .seconds(120)) { try await self.pong(replica) != nil }
  }

  func log(_ replica: Replica) -> String {
    FileManager.default.contents(atPath: "\(folder)/\(replica.name).log").map { String(decoding: $0.suffix(1500), as: UTF8.self) } ?? ""
  }

  /// The one that leads, and the one that does not.
  func pair() async throws -> (leader: Replica, standby: Replica) {
    let found = Mutex<(Replica, Replica)?>(nil)
    try await eventually("one leads and one stands by", within: .seconds(120)) {
      let roles = [try await self.pong(self.replicas[0])?.role, try await self.pong(self.replicas[1])?.role]
      guard Set(roles) == [.leader, .standby] else { return false }
      let first = roles[0] == .leader ? 0 : 1
      found.withLock { $0 = (self.replicas[first], self.replicas[1 - first]) }
      return true
    }
    guard let pair = found.withLock({ $0 }) else { throw TestFailure("no leader") }
    return pair
  }

  /// A question that only a leader answers.
  func askLeader(within limit: Duration) async throws {
    let reply = try await client.ask(CloseTrade(tradeID: .random(), expectedQuantity: nil, decidedBy: "test"), within: limit)
    guard !reply.accepted, reply.message.hasPrefix("there is no trade") else { throw TestFailure("unexpected: \(reply.message)") }
  }

  /// As the pipeline's services ask: with a short deadline, and again.
  func askLeaderUntilItAnswers() async throws {
    try await eventually("a leader answers", within: .seconds(120)) {
      do {
        try await self.askLeader(within: .milliseconds(400))
        return true
      } catch let error as BusError where [.timeout, .notLeader].contains(error.code) {
        return false
      }
    }
  }

  func confirm(_ proposal: TradeProposal) async throws {
    try await deliver(
      TradeConfirmed(proposal: proposal, channel: .cli, decidedBy: "test"), to: TradeConfirmedHandler(mode: .paper), database,
      actBefore: proposal.enterBy)
  }

  func status(_ proposal: TradeProposal) async throws -> String? {
    try await database.transaction {
      try $0.execute("SELECT status FROM trades WHERE id = $1::uuid", proposal.proposalID).first?.read("status")
    }
  }

  /// Has the replica freeze at a point of its work, as if SIGSTOP had come just then.
  func freeze(_ replica: Replica, at point: KillPoint) throws {
    let path = KillPoints.freezeFile(.executor, point, in: "\(folder)/\(replica.name)-points")
    try Data().write(to: URL(fileURLWithPath: path))
  }

  /// As SIGSTOP from outside, done with when it returns. Blocks; for a ``Trap``, which is on a thread of its own.
  func stop(_ replica: Replica) {
    replica.send(SIGSTOP)
    let end = ContinuousClock.now + .seconds(60)
    while !isFrozen(replica), ContinuousClock.now < end { usleep(1000) }
  }

  func isFrozen(_ replica: Replica) -> Bool {
    guard let stat = FileManager.default.contents(atPath: "/proc/\(replica.pid)/stat") else { return false }
    // pid (name) state …
    return String(decoding: stat, as: UTF8.self).split(separator: ")").last?.split(separator: " ").first == "T"
  }

  func epoch() async throws -> (number: Int64, takenAt: Timestamp?) {
    try await database.transaction { transaction in
      let row = try transaction.execute("SELECT epoch, taken_at FROM leader_epoch").first
      return (try row?.read("epoch") ?? 0, try row?.readOptional("taken_at"))
    }
  }
}
