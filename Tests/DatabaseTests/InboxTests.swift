import Database
import FoundationEssentials
import Messages
import Model
import TestKit
import Testing

@Suite struct InboxTests {
  private func encoded(_ number: Int64, _ topic: Topic = TradeFailed.topic) -> EncodedEvent {
    let envelope = Envelope(
      id: .random(), topic: topic, version: 1, occurredAt: Timestamp(milliseconds: 1), number: number, correlationID: .random(),
      causationID: nil, actBefore: nil)
    return EncodedEvent(envelope: envelope, payload: Data("{}".utf8))
  }

  @Test func `a position starts at zero, moves up and never down, for each producer by itself`() async throws {
    let database = try await TestSlice.notifier(try await TestCluster.shared.makeDatabase())
    try await database.transaction { transaction in
      #expect(try Inbox.position(of: .executor, transaction) == 0)
      try Inbox.advance(.executor, to: 7, transaction)
      try Inbox.advance(.executor, to: 3, transaction)
      #expect(try Inbox.position(of: .executor, transaction) == 7)
      #expect(try Inbox.position(of: .analyzer, transaction) == 0)
    }
  }

  @Test func `an event is recorded once`() async throws {
    let database = try await TestSlice.notifier(try await TestCluster.shared.makeDatabase())
    let envelope = encoded(1).envelope
    #expect(try await database.transaction { try Inbox.record(envelope, .handled, $0) })
    #expect(try await database.transaction { try Inbox.record(envelope, .expired, $0) } == false)
  }

  @Test func `a parked event blocks its key in all topics of its producer and no other key or producer`() async throws {
    let database = try await TestSlice.notifier(try await TestCluster.shared.makeDatabase())
    let event = encoded(4)
    try await database.transaction { transaction in
      try DeadLetters.park(event, key: "trade-1", error: "no", tries: 3, transaction)
      try DeadLetters.park(event, key: "trade-1", error: "no", tries: 3, transaction)
      func blocker(_ producer: ServiceName, _ key: String) throws -> String? {
        try DeadLetters.blocker(of: producer, key: key, .random(), transaction)
      }
      #expect(try blocker(.executor, "trade-1") == "trade-1")
      #expect(try blocker(.executor, "trade-2") == nil)
      #expect(try blocker(.notifier, "trade-1") == nil)
      let rows = try transaction.execute("SELECT wire, error, tries FROM dead_letters")
      #expect(rows.count == 1)
      let wire = try #require(try rows.first?.read("wire", as: String.self))
      #expect(try EncodedEvent(wireFormat: Data(wire.utf8)) == event)
    }
  }

  @Test func `a parked cycle blocks its symbols, a parked symbol blocks neither its cycle nor another symbol`() async throws {
    let database = try await TestSlice.notifier(try await TestCluster.shared.makeDatabase())
    let (cycle, symbol) = (encoded(1), encoded(2))
    try await database.transaction { transaction in
      try DeadLetters.park(cycle, key: "c1", error: "no", tries: 3, transaction)
      try DeadLetters.park(symbol, key: "c2/BTCUSDT", error: "no", tries: 3, transaction)
      func blocker(_ key: String) throws -> String? { try DeadLetters.blocker(of: .executor, key: key, .random(), transaction) }
      #expect(try blocker("c1/BTCUSDT") == "c1")
      #expect(try blocker("c2/BTCUSDT") == "c2/BTCUSDT")
      #expect(try blocker("c2") == nil)
      #expect(try blocker("c2/ETHUSDT") == nil)
    }
  }
}
