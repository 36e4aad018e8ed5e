import Bybit
import Foundation
import Messages
import Model
import TestKit
import Testing

@testable import Executor

@Suite(.serialized) struct LedgerTests {
  /// How a trade ends.
  enum End: String, CaseIterable, Sendable {
    case takeProfit, stopLoss, manual
  }

  @Test(
    "The ledger of a trade sums up to its PnL, to the exchange's closed PnL and to the wallet's change",
    arguments: Side.allCases, End.allCases)
  func sums(_ side: Side, _ end: End) async throws {
    try await Bench.open { bench in
      let client = try await bench.exchange.verified()
      let before = try await client.wallet().walletBalance
      let proposal = try await ManualCloseTests.opened(bench, side)
      #expect(try await bench.story(proposal).ledger.map(\.kind) == [.fee])
      switch end {
      case .takeProfit: await bench.venue.setPrice("BTCUSDT", side == .buy ? "62100" : "57900")
      case .stopLoss: await bench.venue.setPrice("BTCUSDT", side == .buy ? "58900" : "61100")
      case .manual: try await bench.askToClose(proposal)
      }
      if end == .manual { try await bench.finishesClose(proposal) } else { try await bench.reachesClosed(proposal) }

      let story = try await bench.story(proposal)
      #expect(story.trade.reason == end.rawValue)
      #expect(story.ledger.map(\.kind) == [.fee, .fee, .tradePnL])
      let total = story.ledger.reduce(Money.zero) { $0 + $1.amount }
      #expect(total == story.trade.realizedPnL)
      #expect(total == (try await client.closedPnL(proposal.symbol).reduce(.zero) { $0 + $1.pnl }))
      #expect(total == (try await client.wallet().walletBalance) - before)
      let fees = story.ledger.filter { $0.kind == .fee }.reduce(Money.zero) { $0 + $1.amount }
      #expect(fees == -story.executions.reduce(.zero) { $0 + $1.fee })
      #expect(fees < .zero)
    }
  }

  @Test("Funding that was paid while the trade was open is booked apart and is part of its PnL", arguments: Side.allCases)
  func funding(_ side: Side) async throws {
    try await Bench.open { bench in
      let client = try await bench.exchange.verified()
      let before = try await client.wallet().walletBalance
      // Nobody has a position: nothing is paid.
      await bench.venue.control("/control/funding")
      let proposal = try await ManualCloseTests.opened(bench, side)
      await bench.venue.control("/control/funding")
      await bench.venue.control("/control/funding")
      try await bench.askToClose(proposal)
      try await bench.finishesClose(proposal)
      let story = try await bench.story(proposal)
      // Twice 0.01 % of 0.037 · 60000, which longs pay to shorts.
      let payment = side == .buy ? "-0.222" : "0.222"
      #expect(story.ledger.filter { $0.kind == .funding }.map(\.amount.description) == [payment, payment])
      #expect(story.executions.filter { $0.kind == .funding }.count == 2)
      #expect(story.ledger.reduce(.zero) { $0 + $1.amount } == story.trade.realizedPnL)
      let funding: Money = try Fixture.value(side == .buy ? "-0.444" : "0.444")
      #expect(story.trade.realizedPnL == (try await client.closedPnL(proposal.symbol)).reduce(funding) { $0 + $1.pnl })
      #expect(story.trade.realizedPnL == (try await client.wallet().walletBalance) - before)
    }
  }

  @Test("Shares of several exits lose nothing in rounding", arguments: Side.allCases)
  func shares(_ side: Side) throws {
    // Entry 3 × 100.00000001 in three parts that no third divides evenly; exits of 1, 1 and 1.
    let entries = [try Fixture.execution(side, "100.00000001", "1", fee: "0"), try Fixture.execution(side, "100", "2", fee: "0", at: 1)]
    let exits = try (1...3).map {
      try Fixture.execution(side.opposite, "110", "1", fee: "0.1", closed: "1", at: Int64($0))
    }
    let closed = try #require(ClosedTrade(side: side, quantity: try Fixture.value("3"), entries: entries, exits: exits))
    let total = closed.ledger(of: .random()).reduce(Money.zero) { $0 + $1.amount }
    #expect(total == closed.realizedPnL)
    // 330 − 300.00000001 − 0.3, and mirrored.
    #expect(closed.realizedPnL.description == (side == .buy ? "29.69999999" : "-30.29999999"))
  }

  @Test("A story tells the orders with their steps in order, who closed the trade, and an unknown trade has none")
  func story() async throws {
    try await Bench.open { bench in
      let proposal = try await ManualCloseTests.opened(bench)
      try await bench.askToClose(proposal)
      try await bench.finishesClose(proposal)
      let story = try await bench.story(proposal)
      #expect(story.orders.map(\.purpose) == [.entry, .close])
      #expect(story.orders.allSatisfy { $0.state == .filled && $0.exchangeOrderID != nil && $0.sentAt != nil && $0.acknowledgedAt != nil })
      let steps: [OrderState] = [.intended, .sending, .acknowledged, .filled]
      #expect(story.orderEvents.map(\.state) == steps + steps)
      #expect(story.executions.map(\.linkID) == story.orders.map(\.linkID))
      #expect(story.closeRequestedBy == "ada")
      #expect(try #require(story.unprotectedMilliseconds) >= 0)
      let unknown = try await GetTradeStoryHandler(database: bench.database).answer(GetTradeStory(tradeID: .random()))
      #expect(unknown.story == nil)
    }
  }
}
