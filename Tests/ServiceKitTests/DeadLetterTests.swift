import Database
import FoundationEssentials
import Messages
import Model
import TestKit
import Testing

@testable import ServiceKit

@Suite struct DeadLetterTests {
  /// A consumer that has parked `poison` and the event behind it, and handled another.
  private func parked() async throws -> (bench: ConsumerBench, poison: EncodedEvent, later: EncodedEvent) {
    let bench = try await ConsumerBench()
    let trade = TradeID.random()
    let poison = try bench.owner.commit("poison", trade: trade)
    let later = try bench.owner.commit("later", trade: trade)
    let other = try bench.owner.commit("other")
    try await bench.consuming { feed in
      for event in [poison, later, other] { feed.yield(event) }
      try await bench.expectNotes(["other"])
    }
    return (bench, poison, later)
  }

  @Test func `parking publishes one alert that names the event, in the same transaction`() async throws {
    let (bench, poison, _) = try await parked()
    let alerts = try await bench.alerts()
    #expect(
      alerts == [
        ServiceAlert(
          code: .deadLetter, producer: .executor, eventID: poison.envelope.id,
          message: "notifier cannot handle executor.trade.failed 1: cannot be handled")
      ])
    await bench.close()
  }

  @Test func `a retry before the fix fails, counts, and leaves everything parked without another alert`() async throws {
    let (bench, poison, _) = try await parked()
    let reply = try await bench.retry(poison, refused: ["poison"])
    #expect(
      reply
        == RetryDeadLetters.Reply(outcome: .failed, handled: 0, remaining: 2, nextEventID: poison.envelope.id, error: "cannot be handled"))
    #expect(try await bench.deadLetters().map(\.tries) == [4, 0])
    #expect(try await bench.notes() == ["other"])
    #expect(try await bench.alerts().count == 1)
    await bench.close()
  }

  @Test func `a retry after the fix completes the key in number order, whichever letter is named, and only once`() async throws {
    let (bench, poison, later) = try await parked()
    #expect(try await bench.retry(later, refused: []) == RetryDeadLetters.Reply(outcome: .completed, handled: 2, remaining: 0))
    #expect(try await bench.notes() == ["other", "poison", "later"])
    #expect(try await bench.effects() == 3)
    #expect(try await bench.deadLetters().isEmpty)
    #expect(try await bench.retry(poison, refused: []).outcome == .unknown)
    let outcomes = try await bench.observer.transaction { transaction in
      try transaction.execute("SELECT outcome FROM inbox ORDER BY number").map { try $0.read("outcome", as: String.self) }
    }
    #expect(outcomes == ["handled", "handled", "handled"])
    await bench.close()
  }

  @Test func `a retry stops at the one that fails again and keeps what is behind it`() async throws {
    let (bench, poison, later) = try await parked()
    let reply = try await bench.retry(poison, refused: ["later"])
    #expect(
      reply
        == RetryDeadLetters.Reply(
          outcome: .failed, handled: 1, remaining: 1, nextEventID: later.envelope.id, error: "cannot be handled"))
    #expect(try await bench.notes() == ["other", "poison"])
    #expect(try await bench.deadLetters().map(\.number) == [2])
    await bench.close()
  }

  @Test func `an entry that was parked past its moment expires at the retry and never acts`() async throws {
    let bench = try await ConsumerBench()
    let event = try bench.owner.commit("poison", actBefore: bench.clock.now + .seconds(5))
    try await bench.consuming { feed in
      feed.yield(event)
      try await eventually("it is parked") { try await bench.deadLetters().count == 1 }
    }
    bench.clock.advance(by: .seconds(6))
    #expect(try await bench.retry(event, refused: []).outcome == .completed)
    #expect(try await bench.notes() == ["expired poison"])
    await bench.close()
  }

  @Test func `events behind an unreadable one of the same story wait, until a newer build reads it`() async throws {
    let (bench, story) = (try await ConsumerBench(), CorrelationID.random())
    let trade = TradeID.random()
    try await bench.consuming { feed in
      feed.yield(try bench.owner.commit("future", trade: trade, version: 9, story: story))
      feed.yield(try bench.owner.commit("behind", trade: trade, story: story))
      feed.yield(try bench.owner.commit("another story"))
      try await bench.expectNotes(["another story"])
    }
    #expect(try await bench.deadLetters().map(\.number) == [1, 2])
    await bench.close()
  }

  @Test func `a list shows the oldest letters and the total, and a letter is shown with its contents`() async throws {
    let (bench, poison, _) = try await parked()
    let list = try await DeadLetterList(database: bench.observer).answer(ListDeadLetters(limit: 1))
    #expect(list.total == 2 && list.letters.map(\.number) == [1] && list.letters.first?.tries == 3)
    let detail = try await DeadLetterDetail(database: bench.observer).answer(GetDeadLetter(eventID: poison.envelope.id))
    #expect(detail.letter == list.letters.first)
    #expect(try EncodedEvent(wireFormat: Data(try #require(detail.wire).utf8)) == poison)
    await bench.close()
  }
}
