import Database
import FoundationEssentials
import Messages
import Model
import Synchronization
import TestKit
import Testing

@Suite struct TransactionTests {
  @Test func `a transaction commits its rows and its events together`() async throws {
    let database = try await TestSlice.notifier(try await TestCluster.shared.makeDatabase())
    let event = try TestSlice.event()
    let deadline = Timestamp(nanoseconds: 1_700_000_000_123_456_000)
    let causation = EventID.random()
    let cause = Cause(correlationID: .random(), causationID: causation)
    try await database.transaction { transaction in
      try TestSlice.insert("one", transaction)
      try transaction.publish(event, cause, actBefore: deadline)
    }
    #expect(try await TestSlice.notes(database) == ["one"])
    let stored = try #require(try await TestSlice.events(database).first)
    #expect(try stored.decode(TradeExpired.self) == event)
    #expect(stored.envelope.topic == TradeExpired.topic && stored.envelope.number == 1 && stored.envelope.version == 1)
    #expect(stored.envelope.correlationID == cause.correlationID && stored.envelope.causationID == causation)
    #expect(stored.envelope.actBefore == deadline)
    #expect(try EncodedEvent(wireFormat: try stored.wireFormat()) == stored)
  }

  @Test func `what a body throws rolls everything back, and its events leave no number behind`() async throws {
    let database = try await TestSlice.notifier(try await TestCluster.shared.makeDatabase())
    let event = try TestSlice.event()
    await #expect(throws: TestFailure.self) {
      try await database.transaction { transaction in
        try TestSlice.insert("lost", transaction)
        try transaction.publish(event, TestSlice.cause)
        throw TestFailure("no")
      }
    }
    try await database.transaction { try $0.publish(event, TestSlice.cause) }
    #expect(try await TestSlice.notes(database).isEmpty)
    #expect(try await TestSlice.events(database).map(\.envelope.number) == [1])
  }

  @Test func `a statement that fails while the events are written leaves no number behind`() async throws {
    let database = try await TestSlice.notifier(try await TestCluster.shared.makeDatabase())
    let event = try TestSlice.event()
    let cause = Cause(correlationID: .random(), causationID: .random())
    try await database.transaction { try $0.publish(event, cause) }
    let error = await #expect(throws: DatabaseError.self) {
      try await database.transaction { transaction in
        try transaction.publish(event, TestSlice.cause)
        try transaction.publish(event, cause)
      }
    }
    #expect(error?.isUniqueViolation == true)
    try await database.transaction { try $0.publish(event, TestSlice.cause) }
    #expect(try await TestSlice.events(database).map(\.envelope.number) == [1, 2])
  }

  @Test func `the same cause can have the same effect once, and another effect besides`() async throws {
    let database = try await TestSlice.notifier(try await TestCluster.shared.makeDatabase())
    let event = try TestSlice.event()
    let cause = Cause(correlationID: .random(), causationID: .random())
    try await database.transaction { try $0.publish(event, cause, effectKey: "first") }
    try await database.transaction { try $0.publish(event, cause, effectKey: "second") }
    let error = await #expect(throws: DatabaseError.self) {
      try await database.transaction { try $0.publish(event, cause, effectKey: "first") }
    }
    #expect(error?.isUniqueViolation == true)
    #expect(try await TestSlice.events(database).count == 2)
  }

  @Test func `a failed statement that the body passes over is not a commit`() async throws {
    let database = try await TestSlice.notifier(try await TestCluster.shared.makeDatabase())
    let error = await #expect(throws: DatabaseError.self) {
      try await database.transaction { transaction in
        try TestSlice.insert("one", transaction)
        do { try TestSlice.insert("one", transaction) } catch is DatabaseError { return }
      }
    }
    #expect(error?.sqlState == "25P02")
    #expect(try await TestSlice.notes(database).isEmpty)
  }

  @Test func `after a failed transaction the same statements work again on the same connection`() async throws {
    let database = try await TestSlice.notifier(try await TestCluster.shared.makeDatabase())
    let before = try await Self.backend(database)
    for round in 0..<5 {
      await #expect(throws: DatabaseError.self) {
        try await database.transaction { transaction in
          try TestSlice.insert("same \(round)", transaction)
          try TestSlice.insert("same \(round)", transaction)
        }
      }
      await #expect(throws: DatabaseError.self) { try await database.transaction { _ = try $0.execute("SELECT nonsense \(round)") } }
      try await database.transaction { try TestSlice.insert("round \(round)", $0) }
    }
    #expect(try await TestSlice.notes(database).count == 5)
    #expect(try await Self.backend(database) == before)
  }

  @Test func `commits that publish are told to the relay, others are not`() async throws {
    let cluster = try await TestCluster.shared.makeDatabase()
    _ = try await TestSlice.notifier(cluster)
    let told = Mutex(0)
    let database = try cluster.connect(.notifier) { told.withLock { $0 += 1 } }
    let event = try TestSlice.event()
    try await database.transaction { try TestSlice.insert("quiet", $0) }
    #expect(told.withLock { $0 } == 0)
    try await database.transaction { transaction in
      try transaction.publish(event, TestSlice.cause, effectKey: "a")
      try transaction.publish(event, TestSlice.cause, effectKey: "b")
    }
    #expect(told.withLock { $0 } == 1)
    await #expect(throws: TestFailure.self) {
      try await database.transaction { transaction in
        try transaction.publish(event, TestSlice.cause)
        throw TestFailure("no")
      }
    }
    #expect(told.withLock { $0 } == 1)
  }

  @Test func `the present of a transaction is the clock's, to the microsecond, and stands still`() async throws {
    let clock = TestClock(Timestamp(nanoseconds: 1_700_000_000_123_456_789))
    let database = try await TestCluster.shared.makeDatabase().connect(.notifier, time: clock.source)
    try await database.transaction { transaction in
      #expect(transaction.now == Timestamp(nanoseconds: 1_700_000_000_123_456_000))
      clock.advance(by: .seconds(1))
      #expect(transaction.now == Timestamp(nanoseconds: 1_700_000_000_123_456_000))
    }
  }

  @Test func `text with an escaped NUL in an event is stored with a stand-in instead of being refused for ever`() async throws {
    let database = try await TestSlice.notifier(try await TestCluster.shared.makeDatabase())
    let event = try TestSlice.event("a\u{0}b \\u0000 \\\u{0}")
    try await database.transaction { try $0.publish(event, TestSlice.cause) }
    let stored = try #require(try await TestSlice.events(database).first).decode(TradeExpired.self)
    #expect(stored.message == "a\u{FFFD}b \\u0000 \\\u{FFFD}")
  }

  static func backend(_ database: Database) async throws -> Int {
    try await database.transaction { transaction in
      let row = try transaction.execute("SELECT pg_backend_pid() AS pid").first
      return try row?.read("pid") ?? 0
    }
  }
}
