import Database
import Messages
import Model
import TestKit
import Testing

@Suite struct OutboxTests {
  @Test func `numbers are commit order without gaps under three connections and two hundred transactions each`() async throws {
    let cluster = try await TestCluster.shared.makeDatabase()
    let first = try await TestSlice.notifier(cluster)
    let connections = [first, try cluster.connect(.notifier), try cluster.connect(.notifier)]
    let event = try TestSlice.event()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, connection) in connections.enumerated() {
        for round in 0..<200 {
          group.addTask {
            do {
              try await connection.transaction { transaction in
                let effect = "\(index)/\(round)"
                // The row is made before the number is drawn and names the transaction, whose rows share its commit.
                try transaction.execute("INSERT INTO facts (note) VALUES ($1 || '/' || pg_current_xact_id()::text)", effect)
                try transaction.publish(event, Cause(correlationID: .random(), causationID: .random()), effectKey: effect)
                if round.isMultiple(of: 5) { throw TestFailure("rolled back on purpose") }
              }
            } catch is TestFailure {}
          }
        }
        // A reader beside the writers: what it has once seen as the last number never gets an earlier one after it.
      }
      group.addTask {
        let reader = try cluster.connect(.notifier)
        var seen: Int64 = 0
        while seen < 480 {
          let fresh = try await TestSlice.events(reader, after: seen)
          for event in fresh {
            #expect(event.envelope.number == seen + 1)
            seen += 1
          }
        }
      }
      try await group.waitForAll()
    }
    let numbers = try await TestSlice.events(first).map(\.envelope.number)
    #expect(numbers == (1...480).map { Int64($0) })
    #expect(try await TestSlice.notes(first).count == 480)
    let last = try await first.transaction { try Outbox.lastNumber($0) }
    #expect(last == 480)
  }

  @Test func `events are read in pages`() async throws {
    let database = try await TestSlice.notifier(try await TestCluster.shared.makeDatabase())
    let event = try TestSlice.event()
    try await database.transaction { transaction in
      for effect in 1...25 { try transaction.publish(event, TestSlice.cause, effectKey: "\(effect)") }
    }
    var pages: [[Int64?]] = []
    var after: Int64 = 0
    while true {
      let page = try await TestSlice.events(database, after: after, limit: 10).map(\.envelope.number)
      guard let last = page.last.flatMap({ $0 }) else { break }
      pages.append(page)
      after = last
    }
    #expect(pages.map(\.count) == [10, 10, 5])
    #expect(pages.joined().compactMap { $0 } == (1...25).map { Int64($0) })
    #expect(try await TestSlice.events(database, after: .max).isEmpty)
  }

  @Test func `retention deletes what is older, lowest numbers first and in portions`() async throws {
    let clock = TestClock()
    let cluster = try await TestCluster.shared.makeDatabase()
    let database = try await cluster.migrated(.notifier, time: clock.source)
    let event = try TestSlice.event()
    for effect in 1...6 {
      try await database.transaction { try $0.publish(event, TestSlice.cause, effectKey: "\(effect)") }
      clock.advance(by: .seconds(60))
    }
    let limit = TestClock().now + .seconds(240)
    #expect(try await database.transaction { try Outbox.deleteEvents(before: limit, limit: 3, $0) })
    #expect(try await TestSlice.events(database).map(\.envelope.number) == [4, 5, 6])
    #expect(try await database.transaction { try Outbox.deleteEvents(before: limit, limit: 3, $0) } == false)
    #expect(try await TestSlice.events(database).map(\.envelope.number) == [5, 6])
    #expect(try await database.transaction { try Outbox.lastNumber($0) } == 6)
  }
}
