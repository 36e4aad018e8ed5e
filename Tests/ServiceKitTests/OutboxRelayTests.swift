import Database
import Messages
import Messaging
import Model
import TestKit
import Testing

@testable import ServiceKit

@Suite struct OutboxRelayTests {
  private static func expired(_ message: String) throws -> TradeExpired {
    guard let symbol = Symbol("BTCUSDT") else { throw TestFailure("BTCUSDT is a symbol") }
    return TradeExpired(proposalID: .random(), cycleID: .random(), symbol: symbol, message: message)
  }

  private static func publish(_ count: Int, _ database: Database) async throws {
    for _ in 0..<count {
      let event = try expired("x")
      try await database.transaction { try $0.publish(event, Cause(correlationID: .random(), causationID: .random())) }
    }
  }

  @Test func `committed events are published in number order, rolled back ones never, also those of the last moment`() async throws {
    let cluster = try await TestCluster.shared.makeDatabase()
    let addresses = try TestBus.addresses()
    let forwarder = try Forwarder(addresses)
    let publisher = try Bus(addresses, caller: "notifier", logger: ScriptedOwner.logger)
    let subscriber = try Bus(addresses, caller: "test", subscribing: [Topic.prefix(of: .notifier)], logger: ScriptedOwner.logger)
    let committed = Signal()
    _ = try await cluster.migrated(.notifier)
    let writer = try cluster.connect(.notifier) { committed.signal() }
    let position = OutboxPosition()
    let relay = OutboxRelay(
      database: try cluster.connect(.notifier), bus: publisher, position: position, committed: committed, logger: ScriptedOwner.logger,
      killPoints: .none(.notifier))
    let log = EventLog()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await log.collect(subscriber) }
      try await eventually("the subscription has arrived") {
        try publisher.publish(Heartbeat(lastNumber: 0, instance: "", startedAt: Timestamp(milliseconds: 1)), from: .notifier, .random())
        return await !log.events.isEmpty
      }
      try await Self.relaying(relay, position, writer)
      try await eventually("all events have arrived") { await log.numbers.count >= 43 }
      for bus in [publisher, subscriber] { await bus.close() }
      try await group.waitForAll()
    }
    #expect(await log.numbers == (1...43).map { Int64($0) })
    await forwarder.close()
  }

  /// Runs the relay while 40 events are committed and one is rolled back; three more are committed when it is told to stop.
  private static func relaying(_ relay: OutboxRelay, _ position: OutboxPosition, _ writer: Database) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await relay.run() }
      try await publish(20, writer)
      let event = try expired("never")
      await #expect(throws: TestFailure.self) {
        try await writer.transaction { transaction in
          try transaction.publish(event, Cause(correlationID: .random()))
          throw TestFailure("no")
        }
      }
      try await publish(20, writer)
      try await eventually("the relay has seen the last one") { position.last == 40 }
      try await publish(3, writer)
      group.cancelAll()
      try await group.waitForAll()
      #expect(position.last == 43)
    }
  }

  @Test func `a replay is limited to 1 to 500 events and says when the outbox no longer holds what was asked`() async throws {
    let database = try await TestCluster.shared.makeDatabase().migrated(.notifier)
    try await Self.publish(5, database)
    let handler = ReplayHandler(database: database)
    func numbers(_ reply: ReplayEvents.Reply) throws -> [Int64?] {
      try reply.events.map { try EncodedEvent(wireFormat: .init($0.utf8)).envelope.number }
    }
    let two = try await handler.answer(ReplayEvents(after: 1, limit: 2))
    #expect(try numbers(two) == [2, 3])
    #expect(two.lastNumber == 5 && !two.truncated)
    #expect(try numbers(try await handler.answer(ReplayEvents(after: 0, limit: -7))) == [1])
    #expect(try numbers(try await handler.answer(ReplayEvents(after: -3, limit: 9999))) == [1, 2, 3, 4, 5])
    let level = try await handler.answer(ReplayEvents(after: 5, limit: 10))
    #expect(level.events.isEmpty && !level.truncated)
    let beyond = try await handler.answer(ReplayEvents(after: .max, limit: 10))
    #expect(beyond.events.isEmpty && !beyond.truncated)
    try await database.transaction { _ = try $0.execute("DELETE FROM outbox WHERE number < 4") }
    let cut = try await handler.answer(ReplayEvents(after: 1, limit: 10))
    #expect(try numbers(cut) == [4, 5] && cut.truncated)
    #expect(try await handler.answer(ReplayEvents(after: 3, limit: 10)).truncated == false)
    try await database.transaction { _ = try $0.execute("DELETE FROM outbox") }
    #expect(try await handler.answer(ReplayEvents(after: 4, limit: 10)).truncated)
  }

  @Test func `a replay of large events stays below what a socket takes`() async throws {
    let database = try await TestCluster.shared.makeDatabase().migrated(.notifier)
    let event = try Self.expired(String(repeating: "\"", count: 600_000))
    for _ in 0..<5 { try await database.transaction { try $0.publish(event, Cause(correlationID: .random(), causationID: .random())) } }
    let reply = try await ReplayHandler(database: database).answer(ReplayEvents(after: 0, limit: 500))
    #expect(reply.events.count == 3)
    #expect(reply.lastNumber == 5 && !reply.truncated)
  }

  @Test func `retention looks once an hour, however often the loop does`() async throws {
    let clock = TestClock()
    let database = try await TestCluster.shared.makeDatabase().migrated(.notifier, time: clock.source)
    try await Self.publish(2, database)
    let retention = HourlyPruning.outbox(database, clock.source)
    #expect(try await retention.step() == .idle(until: clock.now + .seconds(3600)))
    clock.advance(by: .seconds(31 * 86_400))
    #expect(try await retention.step() == .idle(until: clock.now + .seconds(3600)))
    #expect(try await database.transaction { try Outbox.events(after: 0, limit: 10, $0) }.isEmpty)
    let next = clock.now + .seconds(3600)
    clock.advance(by: .seconds(60))
    #expect(try await retention.step() == .idle(until: next))
  }
}
