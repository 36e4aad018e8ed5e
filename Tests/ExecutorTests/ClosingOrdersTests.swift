import Bybit
import Foundation
import Messages
import Model
import TestKit
import Testing

@testable import Executor

/// Closing orders that do not close: the next one follows, in time and in size, until the position is gone.
@Suite(.serialized) struct ClosingOrdersTests {
  @Test("While the book is empty the orders follow with growing pauses and without end, and a person is told")
  func emptyBook() async throws {
    try await Bench.open { bench in
      let proposal = try await ManualCloseTests.opened(bench)
      let book = EmptyBook()
      bench.venue.disturb { request, _ in book.fault(request) ?? .pass }
      try await bench.askToClose(proposal)
      @Sendable func fails(_ count: Int) async throws {
        try await bench.run(bench.closes, until: "\(count) orders have failed") {
          bench.clock.advance(by: .seconds(30))
          let state = try await bench.orderState(proposal, .close)
          return book.taken.count >= count && state == .failed
        }
      }
      try await fails(6)
      // The seventh is due by now; the eighth waits.
      for _ in 0..<20 { _ = try await bench.closes.step() }
      #expect(book.taken.count == 7)
      #expect(try await topics(bench.database).filter { $0 == "service.alert" }.count == 1)

      try await fails(40)
      #expect(Set(book.taken).count == book.taken.count)
      #expect(book.taken.allSatisfy { OrderLinkID($0).flatMap(LinkID.trade) == proposal.proposalID.trade })
      book.refill()
      bench.clock.advance(by: .seconds(30))
      try await bench.finishesClose(proposal)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.manual])
      #expect(try await bench.venue.position("BTCUSDT").size == "0")
    }
  }

  @Test("The latest order is the one with the highest ordinal, though the clock was set back in between")
  func clockSetBack() async throws {
    try await Bench.open { bench in
      let proposal = try await ManualCloseTests.opened(bench)
      let trade = try #require(try await bench.journal.trades(.open).first)
      try await bench.journal.intend(trade, .close, side: .sell, quantity: proposal.quantity)
      bench.clock.advance(by: .seconds(-3600))
      try await bench.journal.intend(trade, .close, side: .sell, quantity: proposal.quantity, ordinal: 1)
      let latest = try await bench.journal.order(trade.tradeID, .close)
      #expect(latest.flatMap { LinkID.ordinal(of: $0.linkID) } == 1)
    }
  }

  @Test("A position larger than one market order may be is closed by several")
  func tooLarge() async throws {
    try await Bench.open { bench in
      let proposal = try await ManualCloseTests.opened(bench)
      bench.venue.disturb { request, _ in
        switch request.path {
        case "/v5/market/instruments-info":
          return .rewrite {
            $0.replacingOccurrences(of: #""maxMktOrderQty":"[0-9.]+""#, with: #""maxMktOrderQty":"0.02""#, options: .regularExpression)
          }
        case "/v5/order/create": return request.body.contains(#""qty":"0.037""#) ? .retCode(10_001) : .pass
        default: return .pass
        }
      }
      try await bench.askToClose(proposal)
      try await bench.finishesClose(proposal)
      #expect(try await bench.story(proposal).orders.dropFirst().map(\.quantity.description) == ["0.02", "0.017"])
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.manual])
    }
  }

  /// An exchange that takes no order below 0.01. - Parameter largest: of one market order.
  private static func minimum(_ bench: Bench, largest: String) {
    bench.venue.disturb { request, _ in
      switch request.path {
      case "/v5/market/instruments-info":
        return .rewrite {
          $0.replacingOccurrences(of: #""maxMktOrderQty":"[0-9.]+""#, with: #""maxMktOrderQty":"\#(largest)""#, options: .regularExpression)
            .replacingOccurrences(of: #""minOrderQty":"[0-9.]+""#, with: #""minOrderQty":"0.01""#, options: .regularExpression)
        }
      case "/v5/order/create": return request.body.contains(#""qty":"0.00"#) ? .retCode(10_001) : .pass
      default: return .pass
      }
    }
  }

  @Test("The parts of a large position leave no rest below the exchange's minimum")
  func noSmallRest() async throws {
    try await Bench.open { bench in
      let proposal = try await ManualCloseTests.opened(bench)
      Self.minimum(bench, largest: "0.03")
      try await bench.askToClose(proposal)
      try await bench.finishesClose(proposal)
      #expect(try await bench.story(proposal).orders.dropFirst().map(\.quantity.description) == ["0.027", "0.01"])
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.manual])
    }
  }

  @Test("An order that has not left is not larger than what is left to close")
  func smallerMeanwhile() async throws {
    try await Bench.open { bench in
      let proposal = try await ManualCloseTests.opened(bench)
      try await bench.askToClose(proposal)
      try await bench.run(bench.closes, until: "the order is intended") { try await bench.orderState(proposal, .close) == .intended }
      await bench.venue.trade("BTCUSDT", .sell, "0.03")
      try await bench.finishesClose(proposal)
      let orders = try await bench.story(proposal).orders.dropFirst()
      #expect(orders.map(\.quantity.description) == ["0.037", "0.007"] && orders.map(\.state) == [.failed, .filled])
      #expect(bench.reducing == 1)
    }
  }

  @Test("A rest below the exchange's minimum is closed by an order for the whole position")
  func smallRest() async throws {
    try await Bench.open { bench in
      let proposal = try await ManualCloseTests.opened(bench)
      Self.minimum(bench, largest: "500")
      await bench.venue.trade("BTCUSDT", .sell, "0.033")
      try await bench.askToClose(proposal)
      try await bench.finishesClose(proposal)
      #expect(
        bench.venue.count("/v5/order/create") { $0.body.contains(#""qty":"0","#) && $0.body.contains(#""closeOnTrigger":true"#) } == 1)
      #expect(try await bench.story(proposal).orders.last?.quantity.description == "0.004")
      #expect(try await bench.venue.position("BTCUSDT").size == "0")
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.manual])
    }
  }

  @Test("When the stop of a new position heals, the closing order that is on its way is followed to its end before the trade opens")
  func healed() async throws {
    try await Bench.open { bench in
      let book = EmptyBook()
      let isHealed = Shared(false)
      bench.venue.disturb { request, _ in
        if let fault = book.fault(request) { return fault }
        guard !isHealed.value.withLock({ $0 }) else { return .pass }
        switch request.path {
        case "/v5/position/trading-stop": return .retCode(10_001)
        case "/v5/position/list": return .rewrite(ProtectionTests.unprotected)
        default: return .pass
        }
      }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "a closing order is there") {
        try await bench.orderState(proposal, .flatten) == .acknowledged
      }
      isHealed.value.withLock { $0 = true }
      try await bench.reachesOpen(proposal)
      #expect(try await bench.orderState(proposal, .flatten) == .failed)
      await bench.venue.setPrice("BTCUSDT", "62100")
      try await bench.reachesClosed(proposal)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.takeProfit])
    }
  }

  @Test("A trade does not end while any closing order of it may be on its way, whoever asked for that")
  func unresolved() async throws {
    try await Bench.open { bench in
      let proposal = try await ManualCloseTests.opened(bench)
      let trade = try #require(try await bench.journal.trades(.open).first)
      try await bench.journal.intend(trade, .flatten, side: .sell, quantity: proposal.quantity)
      let intended = try #require(try await bench.journal.order(trade.tradeID, .flatten))
      _ = try #require(try await bench.journal.startClosing(intended, trade))
      await bench.venue.trade("BTCUSDT", .sell, "0.037")
      for _ in 0..<3 { _ = try await bench.watcher.step() }
      #expect(try await bench.status(proposal) == "open")
    }
  }
}
