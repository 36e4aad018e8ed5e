import Database
import Foundation
import Glibc
import Logging
import Messages
import Messaging
import Model
import TestKit
import Testing

/// Whoever listens too slowly costs the others nothing: real processes, stopped with SIGSTOP.
@Suite(.serialized) struct SlowListenerTests {
  private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  /// What a process may grow by: its queues are bounded (Shared/Messaging/README.md).
  private static let allowance = 48_000

  /// Resident memory in kilobytes.
  private static func memory(of pid: Int32) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
      let value = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap({ Int($0) })
    else { throw TestFailure("process \(pid) has no memory") }
    return value
  }

  @Test func aSleepingServiceCatchesUpByReplayAndNoProcessGrows() async throws {
    let system = try RunningSystem(
      ["--market", "synthetic:7", "--timeframe", "1m", "--symbols", "BTCUSDT"], basePort: 25_000,
      environment: ["AUTOTRADER_TRADING_TIMEFRAMES": "none"])
    try await system.waitUntilReady()
    let database = try system.auditor()
    let members = try system.instance().members.filter { $0.name != "postgresql" && $0.name != "paper-exchange" }
    #expect(members.count == 9)
    var highest = Dictionary(uniqueKeysWithValues: try members.map { ($0.name, try Self.memory(of: $0.pid)) })
    let before = highest
    let sleeper = try #require(try system.pid(of: "signal-filter"))
    try #require(kill(sleeper, SIGSTOP) == 0)

    // 100,000 events of 600 bytes in the outbox of chart-sourcer, which publishes them; one transaction, as a commit would leave them.
    let last = try await database.transaction { transaction in
      try transaction.execute(
        """
        WITH counter AS (UPDATE charts.outbox_counter SET last_number = last_number + 100000 RETURNING last_number)
        INSERT INTO charts.outbox (number, event_id, topic, version, occurred_at, correlation_id, effect_key, payload)
        SELECT last_number - 100000 + n, gen_random_uuid(), 'chart-sourcer.cycle.skipped', 1, now(), gen_random_uuid(), 'test',
          jsonb_build_object('reason', repeat('x', 560)) FROM counter, generate_series(1, 100000) AS n
        """)
      return try transaction.execute("SELECT last_number FROM charts.outbox_counter").first?.read("last_number", as: Int64.self) ?? 0
    }
    let client = try Bus(try system.instance().addresses(as: "autotrader"), caller: "test", logger: Self.logger)
    func sample() throws {
      for member in members { highest[member.name] = max(highest[member.name] ?? 0, try Self.memory(of: member.pid)) }
    }
    let clock = ContinuousClock()
    try await eventuallyFound("chart-sourcer has published \(last) events", within: .seconds(400), every: .milliseconds(50)) {
      try sample()
      return try await client.ask(Ping(), of: .chartSourcer, within: .seconds(20)).lastNumber < last ? nil : ()
    }
    func position() async throws -> Int64 {
      try await database.transaction { transaction in
        try transaction.execute("SELECT last_number FROM signals.inbox_positions WHERE producer = 'chart-sourcer'")
          .first?.read("last_number") ?? 0
      }
    }
    #expect(try await position() < last)
    try #require(kill(sleeper, SIGCONT) == 0)
    let woken = clock.now
    try await eventuallyFound("signal-filter has come to \(last)", within: .seconds(400), every: .milliseconds(50)) {
      try sample()
      return try await position() < last ? nil : ()
    }
    let growth = highest.map { (name: $0.key, kilobytes: $0.value - (before[$0.key] ?? 0)) }
    print("caught up with 100000 events in \(clock.now - woken); growth in kB: \(growth.sorted { $0.name < $1.name })")
    for process in growth { #expect(process.kilobytes < Self.allowance, "\(process)") }
    #expect(try system.pid(of: "signal-filter") == sleeper, "it was woken, not restarted")
    await client.close()
    #expect(try await system.stop() == 0)
    try system.remove()
  }

  @Test(.timeLimit(.minutes(15))) func aFrozenTapCostsTheForwarderNothing() async throws {
    let ports = try LoopbackPorts.free(3)
    let folder = "/tmp/at-tap-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let environment = [
      "AUTOTRADER_BUS_PUBLISHERS": "tcp://127.0.0.1:\(ports[0])", "AUTOTRADER_BUS_SUBSCRIBERS": "tcp://127.0.0.1:\(ports[1])",
      "AUTOTRADER_BUS_SERVICES": "message-bus=tcp://127.0.0.1:\(ports[2])",
    ]
    let addresses = BusAddresses(
      publishers: "tcp://127.0.0.1:\(ports[0])", subscribers: "tcp://127.0.0.1:\(ports[1])",
      services: [.messageBus: ["tcp://127.0.0.1:\(ports[2])"]])
    let forwarder = try start("message-bus", [], environment, folder)
    let tap = try start("bus-tap", ["watch", "--all", "--json"], environment, folder)
    defer {
      for process in [tap, forwarder] where process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
    try await eventually("the tap hears the bus") {
      FileManager.default.contents(atPath: "\(folder)/bus-tap.log")?.isEmpty == false
    }
    try #require(kill(tap.processIdentifier, SIGSTOP) == 0)
    let before = try Self.memory(of: forwarder.processIdentifier)

    let publisher = try Bus(addresses, caller: "test", logger: Self.logger)
    let listener = try Bus(addresses, caller: "test", subscribing: [Topic.prefix(of: .executor)], logger: Self.logger)
    var heard = listener.events.makeAsyncIterator()
    let payload = Data(#"{"text":"\#(String(repeating: "x", count: 600))"}"#.utf8)
    func publish(_ number: Int64) throws {
      let envelope = Envelope(
        id: .random(), topic: Topic(.executor, "test.flood"), version: 1, occurredAt: TimeSource.system.now, number: number,
        correlationID: .random(), causationID: nil, actBefore: nil)
      try publisher.publish(EncodedEvent(envelope: envelope, payload: payload))
    }
    // The listener's heartbeat-free bus wakes by what it hears: zero is published until it hears one.
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        while !Task.isCancelled {
          try publish(0)
          do { try await Task.sleep(for: .milliseconds(20)) } catch { return }
        }
      }
      _ = await heard.next()
      group.cancelAll()
      try await group.waitForAll()
    }
    var (highest, received) = (before, 0)
    // A window keeps the listener complete: each event is taken before the next five hundred go.
    for batch in 0..<200 as Range<Int64> {
      for number in batch * 500 + 1...batch * 500 + 500 { try publish(number) }
      var last: Int64 = 0
      while last < batch * 500 + 500, let event = await heard.next() {
        last = event.envelope.number ?? 0
        if last > 0 { received += 1 }
      }
      highest = max(highest, try Self.memory(of: forwarder.processIdentifier))
    }
    print("100000 events passed a frozen tap; the forwarder grew by \(highest - before) kB")
    #expect(received == 100_000)
    #expect(highest - before < Self.allowance)
    await publisher.close()
    await listener.close()
    kill(tap.processIdentifier, SIGCONT)
    forwarder.terminate()
    try await eventually("the forwarder ends") { !forwarder.isRunning }
    #expect(forwarder.terminationStatus == 0)
    try FileManager.default.removeItem(atPath: folder)
  }

  private func start(_ name: String, _ arguments: [String], _ environment: [String: String], _ folder: String) throws -> Process {
    let log = URL(fileURLWithPath: "\(folder)/\(name).log")
    try Data().write(to: log)
    let process = Process()
    process.executableURL = RunningSystem.program(name)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("AUTOTRADER_") }.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: log)
    process.standardError = process.standardOutput
    try process.run()
    return process
  }
}
