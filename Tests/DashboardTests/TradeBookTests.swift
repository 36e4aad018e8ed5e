import FoundationEssentials
import Messages
import Model
import Synchronization
import TestKit
import Testing

@testable import Dashboard

/// With each trade event only that trade is asked for again.
@Suite struct TradeBookTests {
  /// An executor with trades, what it was asked for, and what happens before it answers.
  private final class Executor: Sendable {
    private struct State {
      /// Newest first.
      var trades: [Trade]
      var asked: [String] = []
    }

    private let state: Mutex<State>
    private let meanwhile = Mutex<(@Sendable () throws -> Void)?>(nil)

    init(_ count: Int) throws {
      state = Mutex(
        State(trades: try (0..<count).map { try TradeBookTests.trade(at: Fixture.start + .seconds(-$0)) }))
    }

    var trades: [Trade] { state.withLock { $0.trades } }
    /// Since the last look: `page`, or how many trades by their ids.
    func asked() -> [String] {
      state.withLock { state in
        defer { state.asked = [] }
        return state.asked
      }
    }

    func set(_ trade: Trade) {
      state.withLock { state in
        state.trades.removeAll { $0.tradeID == trade.tradeID }
        state.trades = (state.trades + [trade]).sorted { $0.createdAt > $1.createdAt }
      }
    }

    /// Once, after the next answer was made and before it arrives.
    func beforeNextAnswer(_ body: @escaping @Sendable () throws -> Void) { meanwhile.withLock { $0 = body } }

    var owners: ScriptedOwners {
      ScriptedOwners(replies: [
        ListTrades.name: { [self] data in
          let request = try Wire.decoder.decode(ListTrades.self, from: data)
          let reply = state.withLock { state -> ListTrades.Reply in
            if let ids = request.tradeIDs {
              state.asked.append("\(ids.count)")
              return ListTrades.Reply(trades: state.trades.filter { ids.contains($0.tradeID) })
            }
            state.asked.append("page")
            let first = request.afterKey.flatMap { Int($0) } ?? 0
            let end = min(state.trades.count, first + request.limit)
            return ListTrades.Reply(trades: Array(state.trades[first..<end]), nextKey: end < state.trades.count ? "\(end)" : nil)
          }
          let body = meanwhile.withLock { body in
            defer { body = nil }
            return body
          }
          try body?()
          return reply
        }
      ])
    }
  }

  private static func trade(_ known: Trade? = nil, at: Timestamp = Fixture.start, status: TradeStatus = .open) throws -> Trade {
    let base = try known ?? Fixture.trade(profit: nil, closed: .zero, status: .open)
    return Trade(
      tradeID: base.tradeID, cycleID: base.cycleID, analysisID: base.analysisID, symbol: base.symbol, side: .buy, status: status,
      quantity: base.quantity, createdAt: known?.createdAt ?? at)
  }

  private func newest(_ book: TradeBook, _ executor: Executor, at now: Timestamp = Fixture.start, isHearing: Bool = true) async throws
    -> [Trade]
  { try await book.newest(executor.owners, at: now, isHearing: isHearing) }

  @Test("After one reading of all, an event costs one request for one trade, a new one too")
  func byID() async throws {
    let (executor, book) = (try Executor(1200), TradeBook())
    #expect(try await newest(book, executor) == executor.trades)
    #expect(executor.asked() == ["page", "page", "page"])
    #expect(try await newest(book, executor).count == 1200 && executor.asked().isEmpty)

    let closed = try Self.trade(executor.trades[700], status: .closed)
    let new = try Self.trade(at: Fixture.start + .seconds(5))
    for trade in [closed, new] {
      executor.set(trade)
      book.changed(trade.tradeID)
    }
    #expect(try await newest(book, executor) == executor.trades)
    #expect(executor.asked() == ["2"])
    #expect(try await newest(book, executor).count == 1201 && executor.asked().isEmpty)
  }

  @Test("All are read again after five minutes, without events, after a loss of events, and when too many have changed")
  func again() async throws {
    let (executor, book) = (try Executor(3), TradeBook())
    _ = try await newest(book, executor)
    #expect(executor.asked() == ["page"])
    _ = try await newest(book, executor, isHearing: false)
    #expect(executor.asked() == ["page"])
    _ = try await newest(book, executor, at: Fixture.start + .seconds(300))
    #expect(executor.asked() == ["page"])
    book.forget()
    _ = try await newest(book, executor, at: Fixture.start + .seconds(301))
    #expect(executor.asked() == ["page"])
    for _ in 0...ListTrades.maximumLimit { book.changed(.random()) }
    _ = try await newest(book, executor, at: Fixture.start + .seconds(302))
    #expect(executor.asked() == ["page"])
  }

  @Test("A change that comes while the trades are read is asked for again, in a reading of all and of one")
  func meanwhile() async throws {
    let (executor, book) = (try Executor(3), TradeBook())
    let first = executor.trades[0]
    func change(_ status: TradeStatus) -> @Sendable () throws -> Void {
      {
        executor.set(try Self.trade(first, status: status))
        book.changed(first.tradeID)
      }
    }
    executor.beforeNextAnswer(change(.closed))
    #expect(try await newest(book, executor)[0].status == .open)
    #expect(try await newest(book, executor)[0].status == .closed)
    #expect(executor.asked() == ["page", "1"])
    book.changed(first.tradeID)
    executor.beforeNextAnswer(change(.cancelled))
    _ = try await newest(book, executor)
    #expect(try await newest(book, executor)[0].status == .cancelled)
  }

  @Test("What was forgotten while one trade was asked for is read again: never only a part of the trades is shown")
  func forgotten() async throws {
    let (executor, book) = (try Executor(3), TradeBook())
    _ = try await newest(book, executor)
    book.changed(executor.trades[1].tradeID)
    executor.beforeNextAnswer { book.forget() }
    #expect(try await newest(book, executor).count == 3)
    #expect(executor.asked() == ["page", "1", "page"])
  }

  @Test("An event of the executor changes its trade and no other; one without a trade forgets all; an alert changes nothing")
  func heard() async throws {
    let executor = try Executor(600)
    let site = try await Site(executor.owners)
    let login = try await site.login()
    func look() async -> Int { await site.send("GET", "/api/v1/trades?limit=1", login).status }
    #expect(await look() == 200 && executor.asked() == ["page", "page"])
    let failed = TradeFailed(
      tradeID: executor.trades[9].tradeID, cycleID: .random(), symbol: executor.trades[9].symbol, reason: "expired", message: "")
    site.cache.hear(try Fixture.event(failed, number: 1))
    #expect(await look() == 200 && executor.asked() == ["1"])
    site.cache.hear(
      EncodedEvent(
        envelope: Envelope(
          id: .random(), topic: Topic(.executor, ServiceAlert.event), version: 1, occurredAt: Fixture.start, number: 2,
          correlationID: .random(), causationID: nil, actBefore: nil), payload: Data("{}".utf8)))
    #expect(await look() == 200 && executor.asked().isEmpty)
    site.cache.invalidateAll()
    #expect(await look() == 200 && executor.asked() == ["page", "page"])
  }
}
