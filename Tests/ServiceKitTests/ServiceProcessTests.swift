import Database
import FoundationEssentials
import Messages
import Messaging
import Model
import TestKit
import Testing

@testable import ServiceKit

@Suite(.timeLimit(.minutes(10))) struct ServiceProcessTests {
  private struct BrokenAnswer: RequestHandler {
    func answer(_ request: ListApprovals) async throws -> ListApprovals.Reply { throw TestFailure("it broke") }
  }

  private struct BrokenWorker: Worker {
    let name = "broken"
    func step() async throws -> WorkerOutcome { throw TestFailure("permission denied") }
  }

  private struct IdleWorker: Worker {
    let name = "idle"
    func step() async throws -> WorkerOutcome { .idle }
  }

  /// A whole notifier with one handler, on a private bus and database.
  private static let definition = ServiceDefinition(.notifier, migrations: FailureRecorder.migrations) { _ in
    ServiceDefinition.Parts(hears: [FailureRecorder()], answers: [BrokenAnswer()], workers: [BrokenWorker(), IdleWorker()])
  }

  private static func settings(_ database: TestDatabase, _ addresses: BusAddresses) throws -> Settings {
    let services = addresses.services.map { "\($0.key.rawValue)=\($0.value[0])" }.joined(separator: ";")
    return try Settings.load(
      environment: database.environment.merging([
        "AUTOTRADER_BUS_PUBLISHERS": addresses.publishers, "AUTOTRADER_BUS_SUBSCRIBERS": addresses.subscribers,
        "AUTOTRADER_BUS_SERVICES": services,
      ]) { $1 })
  }

  private func running(time: TimeSource = .system, _ body: (Bus, TestDatabase, BusAddresses) async throws -> Void) async throws {
    let database = try await TestCluster.shared.makeDatabase()
    let addresses = try TestBus.addresses()
    let forwarder = try Forwarder(addresses)
    let client = try Bus(addresses, caller: "test", logger: ScriptedOwner.logger)
    let settings = try Self.settings(database, addresses)
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        // Cancelled, a service group ends with an error or without one; before that it must not end.
        do {
          try await ServiceProcess.run(Self.definition, settings, ScriptedOwner.logger, time: time)
        } catch {
          #expect(Task.isCancelled, "\(error)")
        }
      }
      await #expect(throws: Never.self) { try await body(client, database, addresses) }
      group.cancelAll()
    }
    await client.close()
    await forwarder.close()
  }

  @Test func `a service migrates, answers ping, handles what it missed and what it hears, and stops when cancelled`() async throws {
    let clock = ContinuousClock()
    var stopStarted = clock.now
    try await running { client, database, addresses in
      let ping = try await client.ask(Ping(), of: .notifier, within: .seconds(60))
      #expect(ping.service == .notifier && ping.lastNumber == 0 && ping.version == ProgramVersion.current)
      let owner = try ScriptedOwner(addresses)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await owner.serve() }
        try owner.commit("missed")
        let observer = try database.connect(.notifier)
        try await eventually("the event is handled") {
          try client.publish(try owner.heartbeat())
          return try await FailureRecorder.notes(observer) == ["missed"]
        }
        try client.publish(try owner.commit("heard"))
        try await eventually("the second event is handled") {
          try client.publish(try owner.heartbeat())
          return try await FailureRecorder.notes(observer) == ["missed", "heard"]
        }
        await owner.close()
        try await group.waitForAll()
      }
      let replay = try await client.ask(ReplayEvents(after: 0, limit: 10), of: .notifier, within: .seconds(60))
      #expect(replay.lastNumber == 2 && replay.events.count == 2)
      stopStarted = clock.now
    }
    #expect(clock.now - stopStarted < .seconds(60))
  }

  @Test func `a worker that fails at every step is told by get-health, and after half a minute by an alert`() async throws {
    // A clock that goes on by itself, and that a test can put forward.
    let forward = TestClock(Timestamp(nanoseconds: 0))
    let time = TimeSource { TimeSource.system.now + (forward.now - Timestamp(nanoseconds: 0)) }
    try await running(time: time) { client, database, _ in
      try await eventually("it has failed twice") {
        try await client.ask(GetHealth(), of: .notifier, within: .seconds(60)).failing?.first.map { $0.failures >= 2 } ?? false
      }
      let failing = try await client.ask(GetHealth(), of: .notifier, within: .seconds(60)).failing ?? []
      #expect(failing.map(\.worker) == ["broken"] && failing[0].error == "permission denied")
      #expect(failing[0].since < time.now)
      let observer = try database.connect(.notifier)
      #expect(try await FailureRecorder.alerts(observer).isEmpty)
      forward.advance(by: .seconds(31))
      try await eventually("people are told") { try await FailureRecorder.alerts(observer).count == 1 }
      let alert = try await FailureRecorder.alerts(observer)[0]
      #expect(alert.code == .workerFails && alert.producer == .notifier)
      #expect(alert.message.hasPrefix("notifier's worker broken has failed since \(failing[0].since), "))
      #expect(alert.message.hasSuffix("the last one with: permission denied"))
      await observer.close()
    }
  }

  @Test func `requests that it does not know or that break are answered as such`() async throws {
    try await running { client, _, _ in
      let unknown = await #expect(throws: BusError.self) { try await client.ask(GetWallet(), of: .notifier, within: .seconds(60)) }
      #expect(unknown?.code == .unsupported)
      #expect(unknown?.message == "notifier knows no such request, asked for get-wallet version 1")
      let version = await #expect(throws: BusError.self) {
        try await client.ask(name: "ping", version: 8, payload: Data("{}".utf8), of: .notifier, within: .seconds(60))
      }
      #expect(version?.message == "notifier knows version 1, asked for ping version 8")
      await #expect(throws: BusError(.failed, "it broke")) {
        try await client.ask(ListApprovals(pendingOnly: true, limit: 1), of: .notifier, within: .seconds(60))
      }
      let garbled = await #expect(throws: BusError.self) {
        try await client.ask(name: "replay-events", version: 1, payload: Data("[".utf8), of: .notifier, within: .seconds(60))
      }
      #expect(garbled?.code == .failed)
    }
  }
}
