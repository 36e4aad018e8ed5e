import Messages
import Model
import TestKit
import Testing

@testable import Dashboard

@Suite struct ReadCacheTests {
  @Test("Positions are read once in 300 s, and again after an event")
  func cached() async throws {
    let clock = TestClock(Fixture.start)
    let cache = ReadCache(time: clock.source)
    let calls = TestCounter()
    func read() async throws -> Int { try await cache.value(.positions, "positions") { calls.next() } }
    #expect(try await [read(), read()] == [1, 1])
    clock.advance(by: .seconds(299))
    #expect(try await read() == 1)
    clock.advance(by: .seconds(1))
    #expect(try await read() == 2)
    cache.invalidate(ReadCache.Subject.changed(by: TradeClosed.topic))
    #expect(try await read() == 3)
    cache.invalidate(ReadCache.Subject.changed(by: TradingHalted.topic))
    #expect(try await read() == 3)
  }

  @Test("While the bus is silent nothing is answered from memory: an event may have been missed")
  func deaf() async throws {
    let clock = TestClock(Fixture.start)
    let presence = SystemPresence(time: clock.source)
    let cache = ReadCache(time: clock.source) { presence.isHearing }
    let calls = TestCounter()
    func read() async throws -> Int { try await cache.value(.positions, "positions") { calls.next() } }
    #expect(try await [read(), read()] == [1, 2])
    presence.heard(Heartbeat(lastNumber: 0, instance: "analyzer", startedAt: Fixture.start), of: .analyzer)
    #expect(try await [read(), read()] == [3, 3])
    clock.advance(by: Presence.silence)
    #expect(try await read() == 4)
  }

  @Test("An answer that was asked for before an event is not kept after it")
  func raced() async throws {
    let cache = ReadCache(time: TestClock().source)
    let stale = try await cache.value(.trades, "trades") {
      cache.invalidate([.trades])
      return 1
    }
    #expect(stale == 1)
    #expect(try await cache.value(.trades, "trades") { 2 } == 2)
  }

  @Test("Who asks while the same is asked for waits for that answer, and for that failure; after an event it is asked anew")
  func joined() async throws {
    let cache = ReadCache(time: TestClock().source)
    let (answers, answer) = AsyncStream.makeStream(of: Int.self)
    let calls = TestCounter()
    let load: @Sendable () async throws -> Int = {
      _ = calls.next()
      for await number in answers { if number > 0 { return number } else { throw TestFailure("no answer") } }
      throw CancellationError()
    }
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<10 { group.addTask { try await cache.value(.trades, "trades", load) } }
      try await eventually("all wait for the one that asks") { cache.waiting == 9 }
      // Its answer may be older than this event.
      cache.invalidate([.trades])
      #expect(try await cache.value(.trades, "trades") { 7 } == 7)
      answer.yield(1)
      for try await number in group { #expect(number == 1) }
    }
    #expect(calls.next() == 2)
    #expect(try await cache.value(.trades, "trades") { 8 } == 7)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<2 {
        group.addTask {
          do { return try await cache.value(.positions, "positions", load) > 0 } catch { return error is TestFailure }
        }
      }
      do { try await eventually("one waits") { cache.waiting == 1 } } catch { Issue.record("\(error)") }
      answer.yield(0)
      for await failed in group { #expect(failed) }
    }
    #expect(calls.next() == 4)
  }

  @Test("When the one that asks is cancelled, who waits for it asks for itself")
  func abandoned() async throws {
    let cache = ReadCache(time: TestClock().source)
    let calls = TestCounter()
    let (never, hold) = AsyncStream.makeStream(of: Void.self)
    defer { hold.finish() }
    let load: @Sendable () async throws -> Int = {
      let number = calls.next()
      if number == 1 {
        for await _ in never {}
        try Task.checkCancellation()
      }
      return number
    }
    try await withThrowingTaskGroup(of: Int?.self) { first in
      first.addTask {
        do { return try await cache.value(.wallet, "wallet", load) } catch is CancellationError { return nil }
      }
      try await eventually("it is asked for") { calls.count == 1 }
      try await withThrowingTaskGroup(of: Int.self) { second in
        second.addTask { try await cache.value(.wallet, "wallet", load) }
        try await eventually("one waits") { cache.waiting == 1 }
        first.cancelAll()
        #expect(try await second.next() == 2)
      }
      #expect(try await first.next() == .some(nil))
    }
  }

  @Test("The wallet is kept while the bus is silent too: no event tells of it")
  func deafWallet() async throws {
    let cache = ReadCache(time: TestClock().source) { false }
    let calls = TestCounter()
    for _ in 0..<3 { #expect(try await cache.value(.wallet, "wallet") { calls.next() } == 1) }
  }
}
