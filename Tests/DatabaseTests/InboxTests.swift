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
      try Inbox.park(event, key: "trade-1", error: "no", tries: 3, transaction)
      try Inbox.park(event, key: "trade-1", error: "no", tries: 3, transaction)
      #expect(try Inbox.isBlocked(.executor, key: "trade-1", transaction))
      #expect(try !Inbox.isBlocked(.executor, key: "trade-2", transaction))
      #expect(try !Inbox.isBlocked(.notifier, key: "trade-1", transaction))
      let rows = try transaction.execute("SELECT wire, error, tries FROM dead_letters")
      #expect(rows.count == 1)
      let wire = try #require(try rows.first?.read("wire", as: String.self))
      #expect(try EncodedEvent(wireFormat: Data(wire.utf8)) == event)
    }
  }
}
