import Bybit
import Foundation
import Messages
import Model
import TestKit
import Testing

@testable import Executor

@Suite(.serialized) struct ManualCloseTests {
  @Test("A close that is asked for sells the position by one reduce-only order, and the trade ends as manual", arguments: Side.allCases)
  func closes(_ side: Side) async throws {
    try await Bench.open { bench in
      let proposal = try await Self.opened(bench, side)
      let reply = try await bench.askToClose(proposal, expecting: proposal.quantity)
      #expect(reply.accepted)
      try await bench.finishesClose(proposal)

      #expect(try await bench.exchange.verified().positions().isEmpty)
      #expect(bench.reducing == 1)
      #expect(try await bench.orderState(proposal, .close) == .filled)
      let closed = try await published(TradeClosed.self, bench.database)
      #expect(closed.map(\.reason) == [.manual])
      let booked = try await bench.exchange.verified().closedPnL(proposal.symbol)
      #expect(booked.map(\.pnl) == closed.map(\.realizedPnL))
      #expect(
        try await topics(bench.database) == [
          "order.placed", "order.filled", "trade.opened", "order.placed", "order.filled", "trade.closed",
        ])
      let filled = try #require(try await published(OrderFilled.self, bench.database).last)
      #expect(filled.purpose == .close)
      #expect(filled.side == side.opposite)
      #expect(filled.quantity == proposal.quantity)
      #expect(filled.averagePrice == closed.first?.exitPrice)
    }
  }

  @Test("Asking twice, at once and after the end, closes once and says so")
  func twice() async throws {
    try await Bench.open { bench in
      let proposal = try await Self.opened(bench)
      try await bench.askToClose(proposal)
      let second = try await bench.askToClose(proposal)
      #expect(second.accepted)
      #expect(second.message.contains("already, asked for by ada"))
      try await bench.finishesClose(proposal)
      let late = try await bench.askToClose(proposal)
      #expect(!late.accepted)
      #expect(late.message.contains("over already: closed, manual"))
      _ = try await bench.closes.step()
      #expect(bench.reducing == 1)
      #expect(try await published(TradeClosed.self, bench.database).count == 1)
    }
  }

  @Test("A trade that is unknown or of another size than expected is not closed")
  func refused() async throws {
    try await Bench.open { bench in
      let pending = try Fixture.proposal()
      try await bench.confirm(pending)
      let unknown = try await bench.askToClose(try Fixture.proposal())
      #expect(!unknown.accepted)
      #expect(unknown.message.contains("there is no trade"))
      try await bench.reachesOpen(pending)
      let other = try await bench.askToClose(pending, expecting: try Fixture.value("0.02"))
      #expect(!other.accepted)
      #expect(other.message.contains("expected quantity 0.02"))
      _ = try await bench.closes.step()
      #expect(bench.reducing == 0)
      #expect(try await bench.status(pending) == "open")
    }
  }

  @Test("When the target is hit before the order leaves, no order is sent and the request ends with the trade")
  func targetFirst() async throws {
    try await Bench.open { bench in
      let proposal = try await Self.opened(bench)
      try await bench.askToClose(proposal)
      // The order's row is there already.
      try await bench.run(bench.closes, until: "the order is intended") { try await bench.orderState(proposal, .close) == .intended }
      await bench.venue.setPrice("BTCUSDT", "62100")
      try await bench.finishesClose(proposal)
      #expect(bench.reducing == 0)
      #expect(try await bench.orderState(proposal, .close) == .failed)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.takeProfit])
    }
  }

  @Test("When the target is hit while the order travels, the exchange refuses the order and the trade ends by its target")
  func targetMeanwhile() async throws {
    try await Bench.open { bench in
      let proposal = try await Self.opened(bench)
      try await bench.askToClose(proposal)
      bench.venue.disturb { request, _ in
        if request.path == "/v5/order/create" { bench.venue.setPriceBlocking("BTCUSDT", "62100") }
        return .pass
      }
      try await bench.run(bench.closes, until: "the order was sent") { bench.reducing == 1 }
      bench.venue.disturb { _, _ in .pass }
      try await bench.finishesClose(proposal)
      #expect(bench.reducing == 1)
      #expect(try await bench.orderState(proposal, .close) == .failed)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.takeProfit])
      #expect(try await bench.exchange.verified().positions().isEmpty)
    }
  }

  @Test("A closing order whose reply is lost is looked up: one order only")
  func lostReply() async throws {
    try await Bench.open { bench in
      let proposal = try await Self.opened(bench)
      bench.venue.disturb { request, _ in request.path == "/v5/order/create" ? .loseReply : .pass }
      try await bench.askToClose(proposal)
      try await bench.finishesClose(proposal)
      #expect(bench.reducing == 1)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.manual])
    }
  }

  @Test("A closing order that never arrived goes again under its own id, after the limit")
  func lostRequest() async throws {
    try await Bench.open { bench in
      let proposal = try await Self.opened(bench)
      let isFirst = Shared(true)
      bench.venue.disturb { request, _ in
        guard request.path == "/v5/order/create" else { return .pass }
        return isFirst.value.withLock { first in
          defer { first = false }
          return first ? .loseRequest : .pass
        }
      }
      try await bench.askToClose(proposal)
      try await bench.run(bench.closes, until: "enough lookups") {
        try await bench.journal.order(proposal.proposalID.trade, .close)?.lookups ?? 0 > EntryAction.lookupsNeeded
      }
      #expect(bench.reducing == 1)
      bench.clock.advance(by: EntryAction.arrivalLimit)
      try await bench.finishesClose(proposal)
      let ids = bench.venue.proxy.requests.filter { $0.body.contains("reduceOnly") }
        .compactMap { $0.body.split(separator: "\"").first { $0.hasPrefix("atc") } }
      #expect(ids.count == 2 && Set(ids).count == 1)
    }
  }

  @Test(
    "After a restart the close goes on where it was, and one order closes the position",
    arguments: [OrderState.intended, .sending, .acknowledged])
  func restarts(_ state: OrderState) async throws {
    try await Bench.open { bench in
      let proposal = try await Self.opened(bench)
      try await bench.askToClose(proposal)
      let trade = try #require(try await bench.journal.trades(.open).first)
      try await bench.journal.intend(trade, .close, side: .sell, quantity: proposal.quantity)
      let intended = try #require(try await bench.journal.order(trade.tradeID, .close))
      if state != .intended {
        let order = try #require(try await bench.journal.startClosing(intended, trade))
        let acknowledgement = try await bench.exchange.verified().place(
          OrderRequest(
            symbol: order.symbol, side: order.side, type: .market, quantity: order.quantity, linkID: order.linkID, reduceOnly: true))
        if state == .acknowledged { try await bench.journal.acknowledge(order, trade, exchangeOrderID: acknowledgement.orderID) }
      }
      // Flat at the exchange: the end is not recorded while the order is unresolved.
      if state != .intended {
        _ = try await bench.watcher.step()
        #expect(try await bench.status(proposal) == "open")
      }
      try await bench.finishesClose(proposal)
      #expect(bench.reducing == 1)
      #expect(try await published(OrderPlaced.self, bench.database).map(\.purpose) == [.entry, .close])
      #expect(try await published(OrderFilled.self, bench.database).map(\.purpose) == [.entry, .close])
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.manual])
    }
  }

  @Test("The rest of a partly filled close is closed by the next ordinal")
  func nextOrdinal() async throws {
    try await Bench.open { bench in
      let proposal = try await Self.opened(bench)
      try await bench.askToClose(proposal)
      let trade = try #require(try await bench.journal.trades(.open).first)
      try await bench.journal.intend(trade, .close, side: .sell, quantity: try Fixture.value("0.007"))
      try await bench.run(bench.closes, until: "the first order has filled") { try await bench.orderState(proposal, .close) == .filled }
      _ = try await bench.closes.step()
      #expect(bench.reducing == 1)
      bench.clock.advance(by: CloseWorker.positionLag)
      try await bench.finishesClose(proposal)
      #expect(try await bench.story(proposal).orders.map(\.quantity.description) == ["0.037", "0.007", "0.03"])
      #expect(try await bench.story(proposal).orders.map { $0.linkID.prefix(4) } == ["ate0", "atc0", "atc1"])
      let story = try await bench.story(proposal)
      #expect(story.ledger.reduce(.zero) { $0 + $1.amount } == story.trade.realizedPnL)
    }
  }

  @Test("A close that a halt asks for ends as flattened")
  func flattened() async throws {
    try await Bench.open { bench in
      let proposal = try await Self.opened(bench)
      let isNew = try await bench.database.transaction {
        try CloseRequestStorage(transaction: $0).add(proposal.proposalID.trade, .flatten, decidedBy: "halt")
      }
      #expect(isNew)
      // A person who asks too does not make a second order.
      #expect(try await bench.askToClose(proposal).message.contains("asked for by halt"))
      try await bench.finishesClose(proposal)
      #expect(bench.reducing == 1)
      #expect(try await published(TradeClosed.self, bench.database).map(\.reason) == [.flattened])
    }
  }

  @Test("Two trades are closed at the same time, and one that cannot be read does not hold up the other")
  func apart() async throws {
    try await Bench.open { bench in
      let bitcoin = try await Self.opened(bench)
      let ether = try Fixture.proposal(symbol: "ETHUSDT", quantity: "1", entry: "3000", stop: "2900", target: "3200")
      try await bench.confirm(ether)
      try await bench.reachesOpen(ether)
      bench.venue.disturb { request, _ in
        request.path == "/v5/position/list" && request.target.contains("symbol=BTCUSDT") ? .retCode(10_016) : .pass
      }
      try await bench.askToClose(bitcoin)
      try await bench.askToClose(ether)
      try await bench.finishesClose(ether)
      #expect(try await bench.status(bitcoin) == "open")
      bench.venue.disturb { _, _ in .pass }
      try await bench.finishesClose(bitcoin)
      #expect(bench.reducing == 2)
    }
  }

  static func opened(_ bench: Bench, _ side: Side = .buy) async throws -> TradeProposal {
    let proposal = try Fixture.proposal(
      side: side, quantity: "0.037", stop: side == .buy ? "59000" : "61000", target: side == .buy ? "62000" : "58000")
    try await bench.confirm(proposal)
    try await bench.reachesOpen(proposal)
    return proposal
  }
}
