import Database
import Messages
import Messaging
import Model
import TestKit
import Testing

@testable import ServiceKit

@Suite struct InboxConsumerTests {
  @Test func `events are handled in order and repeated ones are dropped`() async throws {
    let bench = try await ConsumerBench()
    try await bench.consuming { feed in
      let events = try (1...4).map { try bench.owner.commit("\($0)") }
      for event in events + events { feed.yield(event) }
      try await bench.expectNotes(["1", "2", "3", "4"])
      feed.yield(events[0])
      feed.yield(try bench.owner.commit("5"))
      try await bench.expectNotes(["1", "2", "3", "4", "5"])
    }
    #expect(try await bench.effects() == 5)
    #expect(try await bench.position() == 5)
    await bench.close()
  }

  @Test func `a gap is replayed by the owner, in order and before what follows it`() async throws {
    let bench = try await ConsumerBench()
    try await bench.consuming { feed in
      let events = try (1...12).map { try bench.owner.commit("\($0)") }
      feed.yield(events[0])
      feed.yield(events[11])
      feed.yield(events[5])
      try await bench.expectNotes((1...12).map(String.init))
    }
    await bench.close()
  }

  @Test func `who starts late asks for everything without hearing anything`() async throws {
    let bench = try await ConsumerBench()
    for number in 1...7 { try bench.owner.commit("\(number)") }
    try await bench.consuming { _ in try await bench.expectNotes((1...7).map(String.init)) }
    await bench.close()
  }

  @Test func `a heartbeat that is ahead leads to a replay, one that is level does not`() async throws {
    let bench = try await ConsumerBench()
    try await bench.consuming { feed in
      try await eventually("the first replay was asked") { bench.owner.replays == 1 }
      try bench.owner.commit("1")
      feed.yield(try bench.owner.heartbeat())
      try await bench.expectNotes(["1"])
      let replays = bench.owner.replays
      for _ in 0..<20 { feed.yield(try bench.owner.heartbeat()) }
      feed.yield(try bench.owner.commit("2"))
      try await bench.expectNotes(["1", "2"])
      #expect(bench.owner.replays == replays)
    }
    await bench.close()
  }

  @Test func `a consumer that died after its commit handles nothing twice when everything comes again`() async throws {
    let bench = try await ConsumerBench()
    let events = try (1...3).map { try bench.owner.commit("\($0)") }
    try await bench.consuming { _ in try await bench.expectNotes(["1", "2", "3"]) }
    await bench.close()
    // A second life of the same slice: a new bus, the old tables; the position in them is lost, as after a commit without its answer.
    let second = try await ConsumerBench(after: bench, events)
    try await second.observer.transaction { _ = try $0.execute("DELETE FROM inbox_positions") }
    try await second.consuming { feed in
      for event in events { feed.yield(event) }
      feed.yield(try second.owner.commit("4"))
      try await eventually("the fourth is handled") { try await second.position() == 4 }
    }
    #expect(try await second.notes() == ["1", "2", "3", "4"])
    #expect(try await second.effects() == 4)
    await second.close()
  }

  @Test func `an event that always fails is parked after three tries, later ones of its key with it, and others flow`() async throws {
    let bench = try await ConsumerBench()
    let trade = TradeID.random()
    try await bench.consuming { feed in
      let events = [
        try bench.owner.commit("poison", trade: trade), try bench.owner.commit("other"), try bench.owner.commit("later", trade: trade),
        try bench.owner.commit("last"),
      ]
      for event in events { feed.yield(event) }
      try await bench.expectNotes(["other", "last"])
    }
    let letters = try await bench.deadLetters()
    #expect(letters.map(\.number) == [1, 3])
    #expect(letters.map(\.tries) == [3, 0])
    #expect(letters.map(\.error) == ["cannot be handled", "an earlier event of the same key is parked"])
    #expect(try await bench.effects() == 2)
    #expect(try await bench.position() == 4)
    await bench.close()
  }

  @Test func `an event of an unknown version is parked with both versions in its error`() async throws {
    let bench = try await ConsumerBench()
    try await bench.consuming { feed in
      feed.yield(try bench.owner.commit("future", version: 9))
      feed.yield(try bench.owner.commit("present"))
      try await bench.expectNotes(["present"])
    }
    let letters = try await bench.deadLetters()
    #expect(letters.map(\.error) == ["executor.trade.failed has version 9, this build knows version 1: update this service"])
    await bench.close()
  }

  @Test func `an event past its moment goes to expire, one before it does not`() async throws {
    let bench = try await ConsumerBench()
    try await bench.consuming { feed in
      feed.yield(try bench.owner.commit("late", actBefore: bench.clock.now))
      feed.yield(try bench.owner.commit("in time", actBefore: bench.clock.now + .milliseconds(1)))
      feed.yield(try bench.owner.commit("any time"))
      try await bench.expectNotes(["expired late", "in time", "any time"])
    }
    let outcomes = try await bench.observer.transaction { transaction in
      try transaction.execute("SELECT outcome FROM inbox ORDER BY number").map { try $0.read("outcome", as: String.self) }
    }
    #expect(outcomes == ["expired", "handled", "handled"])
    await bench.close()
  }

  @Test func `an unreachable database is waited for, and nothing is parked`() async throws {
    let bench = try await ConsumerBench()
    let name = bench.cluster.name
    let outside = Database(
      DatabaseConfiguration(
        address: "host=\(bench.cluster.folder) dbname=postgres user=postgres", applicationName: "test", limits: .patient))
    try await bench.consuming { feed in
      feed.yield(try bench.owner.commit("before"))
      try await bench.expectNotes(["before"])
      try await outside.transaction { transaction in
        try transaction.execute("ALTER DATABASE \(name) ALLOW_CONNECTIONS false")
        try transaction.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
      }
      feed.yield(try bench.owner.commit("during"))
      let error = await #expect(throws: DatabaseError.self) { try await bench.position() }
      #expect(error?.code == .unreachable)
      try await outside.transaction { _ = try $0.execute("ALTER DATABASE \(name) ALLOW_CONNECTIONS true") }
      try await bench.expectNotes(["before", "during"])
    }
    #expect(try await bench.deadLetters().isEmpty)
    await bench.close()
  }

  @Test func `after a truncated replay it goes on with what is left, and with nothing left from the end`() async throws {
    let bench = try await ConsumerBench()
    for number in 1...5 { try bench.owner.commit("\(number)") }
    bench.owner.deleteEvents(upTo: 3)
    try await bench.consuming { feed in
      try await bench.expectNotes(["4", "5"])
      for number in 6...8 { try bench.owner.commit("\(number)") }
      bench.owner.deleteEvents(upTo: 8)
      feed.yield(try bench.owner.heartbeat())
      feed.yield(try bench.owner.commit("9"))
      try await bench.expectNotes(["4", "5", "9"])
    }
    #expect(try await bench.position() == 9)
    #expect(
      try await bench.alerts().map(\.message) == [
        "executor's events 1 to 3 were deleted before notifier had handled them",
        "executor's events 6 to 8 were deleted before notifier had handled them",
      ])
    await bench.close()
  }

  @Test func `a producer whose outbox was set back is told once, after heartbeats that agree, and again when it happens again`()
    async throws
  {
    let bench = try await ConsumerBench()
    try await bench.consuming { feed in
      for number in 1...5 { feed.yield(try bench.owner.commit("\(number)")) }
      try await bench.expectNotes((1...5).map(String.init))
      bench.owner.restore(upTo: 2)
      for _ in 1..<InboxConsumer.lateHeartbeatsOfABackup { feed.yield(try bench.owner.heartbeat()) }
      feed.yield(try bench.owner.commit("lost"))
      for _ in 1...5 { feed.yield(try bench.owner.heartbeat()) }
      try await eventually("people are told") { try await bench.alerts().count == 1 }
      for _ in 1...20 { feed.yield(try bench.owner.heartbeat()) }
      for number in 4...6 { feed.yield(try bench.owner.commit("again \(number)")) }
      feed.yield(try bench.owner.heartbeat())
      try await bench.expectNotes((1...5).map(String.init) + ["again 6"])
      bench.owner.restore(upTo: 1)
      for _ in 1...5 { feed.yield(try bench.owner.heartbeat()) }
      try await eventually("people are told again") { try await bench.alerts().count == 2 }
    }
    let alerts = try await bench.alerts()
    #expect(alerts.allSatisfy { $0.code == .producerSetBack && $0.producer == .executor })
    #expect(alerts[0].message.hasPrefix("notifier has handled executor's events up to 5, and executor has only 3: "))
    #expect(alerts[1].message.hasPrefix("notifier has handled executor's events up to 6, and executor has only 1: "))
    await bench.close()
  }

  @Test func `of two replicas that hear the same events each number is handled by one`() async throws {
    let first = try await ConsumerBench()
    let events = try (0..<40).map { try first.owner.commit("event \($0)") }
    let second = try await ConsumerBench(after: first, events)
    try await first.consuming { one in
      try await second.consuming { other in
        for event in events {
          one.yield(event)
          other.yield(event)
        }
        try await eventually("both have come to the last number") { try await first.position() == 40 }
        try await eventually("every event has its effect") { try await first.effects() == 40 }
      }
    }
    #expect(try await first.notes() == (0..<40).map { "event \($0)" })
    #expect(try await first.deadLetters().isEmpty)
    await first.close()
    await second.close()
  }
}
