import Bybit
import Database
import Messages
import Model
import TestKit
import Testing

@testable import Executor

/// Invariant 1 of DESIGN §6 under a network that lies.
@Suite(.serialized) struct FaultTests {
  @Test("When the acknowledgement is lost after the order arrived, it is found by its link id and never sent again")
  func lostReply() async throws {
    try await Bench.open { bench in
      bench.venue.disturb { request, _ in request.path == "/v5/order/create" ? .loseReply : .pass }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.reachesOpen(proposal)
      #expect(bench.creates == 1)
      #expect(try await topics(bench.database) == ["order.placed", "order.filled", "trade.opened"])
      let position = try #require(try await bench.exchange.verified().positions(proposal.symbol).first)
      #expect(position.size == proposal.quantity)
    }
  }

  @Test("An order that never arrived is sent again under the same id, but only after the limit and two lookups")
  func neverArrived() async throws {
    try await Bench.open { bench in
      bench.venue.disturb { request, number in request.path == "/v5/order/create" && number == 1 ? .loseRequest : .pass }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      // One more than are needed: the last one could only not decide because it came before the limit.
      try await bench.run(bench.entries, until: "enough lookups") {
        try await bench.journal.order(proposal.proposalID.trade, .entry)?.lookups ?? 0 > EntryAction.lookupsNeeded
      }
      #expect(bench.creates == 1)
      #expect(try await bench.orderState(proposal) == .sending)
      bench.clock.advance(by: EntryAction.arrivalLimit)
      try await bench.reachesOpen(proposal)
      #expect(bench.creates == 2)
      let ids = bench.venue.proxy.requests.filter { $0.path == "/v5/order/create" }.compactMap {
        $0.body.split(separator: "\"").first { $0.hasPrefix("ate0") }
      }
      #expect(ids.count == 2 && Set(ids).count == 1)
    }
  }

  @Test("A lookup that began before the limit proves nothing, however late its answer is")
  func slowLookup() async throws {
    try await Bench.open { bench in
      let clock = bench.clock
      bench.venue.disturb { request, _ in
        if request.path == "/v5/order/create" { return .loseRequest }
        // The answer "no such order" arrives more than four seconds after the question.
        if request.path == "/v5/order/history" { clock.advance(by: .seconds(5)) }
        return .pass
      }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "the first lookup") {
        try await bench.journal.order(proposal.proposalID.trade, .entry)?.lookups ?? 0 >= 1
      }
      #expect(try await bench.orderState(proposal) == .sending)
      #expect(bench.creates == 1)
    }
  }

  @Test("An order that never arrived is not sent again after the cycle's end")
  func neverArrivedAndLate() async throws {
    try await Bench.open { bench in
      bench.venue.disturb { request, _ in request.path == "/v5/order/create" ? .loseRequest : .pass }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "it may have been sent") { try await bench.orderState(proposal) == .sending }
      bench.clock.advance(by: Fixture.cycle)
      try await bench.run(bench.entries, until: "the trade ends") { try await bench.status(proposal) != "pending" }
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == ["expired"])
      #expect(bench.creates == 1)
    }
  }

  @Test("A failed lookup is no lookup: while orders cannot be read, nothing is sent again")
  func lookupFails() async throws {
    try await Bench.open { bench in
      bench.venue.disturb { request, _ in
        request.path == "/v5/order/create" ? .loseReply : request.path.hasPrefix("/v5/order/") ? .retCode(10_000) : .pass
      }
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      try await bench.run(bench.entries, until: "it may have been sent") { try await bench.orderState(proposal) == .sending }
      bench.clock.advance(by: Fixture.cycle)
      await #expect(throws: (any Error).self) { try await bench.entries.step() }
      #expect(try await bench.orderState(proposal) == .sending)
      bench.venue.disturb { _, _ in .pass }
      try await bench.reachesOpen(proposal)
      #expect(bench.creates == 1)
    }
  }

  @Test("A duplicate link id means that an earlier sending arrived", arguments: [OrderState.intended])
  func duplicate(_ state: OrderState) async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      let order = try await bench.stored(proposal, state)
      // Somebody with our ids has sent it before.
      _ = try await bench.exchange.verified().place(order.request(proposal))
      try await bench.reachesOpen(proposal)
      let position = try #require(try await bench.exchange.verified().positions(proposal.symbol).first)
      #expect(position.size == proposal.quantity)
      #expect(try await topics(bench.database) == ["order.placed", "order.filled", "trade.opened"])
    }
  }

  @Test("A price that has left the entry by more than half an ATR since the approval is not traded, and the trade says why")
  func drifted() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      // The ATR is 500.
      await bench.venue.setPrice("BTCUSDT", "60251")
      try await bench.run(bench.entries, until: "the trade ends") { try await bench.status(proposal) != "pending" }
      #expect(try await bench.status(proposal) == "cancelled")
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == ["priceDrift"])
      #expect(bench.creates == 0)
    }
  }

  @Test("An acknowledged order that the exchange has forgotten ends its trade after a minute, not before")
  func forgotten() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      _ = try await bench.stored(proposal, .acknowledged)
      for _ in 0..<12 { _ = try await bench.entries.step() }
      #expect(try await bench.status(proposal) == "pending")
      bench.clock.advance(by: .seconds(61))
      _ = try await bench.entries.step()
      #expect(try await bench.status(proposal) == "cancelled")
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == ["notFound"])
      #expect(bench.creates == 0)
    }
  }

  @Test("A trade that cannot be advanced does not hold up another one")
  func apart() async throws {
    try await Bench.open { bench in
      bench.venue.disturb { request, _ in
        request.target.contains("BTCUSDT") || request.body.contains("BTCUSDT") ? .loseRequest : .pass
      }
      let (stuck, other) = (
        try Fixture.proposal(), try Fixture.proposal(symbol: "ETHUSDT", quantity: "0.1", entry: "3000", stop: "2900", target: "3200")
      )
      try await bench.confirm(stuck)
      try await bench.confirm(other)
      try await bench.reachesOpen(other)
      #expect(try await bench.status(stuck) == "pending")
    }
  }
}

/// What a killed executor finds when it starts again.
@Suite(.serialized) struct RestartTests {
  @Test("A row without a sent order goes on to the same end", arguments: [nil, OrderState.intended])
  func notSent(_ state: OrderState?) async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      if let state { _ = try await bench.stored(proposal, state) }
      try await bench.reachesOpen(proposal)
      #expect(bench.creates == 1)
      #expect(bench.gate.asked == (state == nil ? 1 : 0))
    }
  }

  @Test("A row that says sending or acknowledged finds the order that arrived", arguments: [OrderState.sending, .acknowledged])
  func sent(_ state: OrderState) async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      let order = try await bench.stored(proposal, state)
      _ = try await bench.exchange.verified().place(order.request(proposal))
      let sent = bench.creates
      try await bench.reachesOpen(proposal)
      #expect(bench.creates == sent)
      #expect(try await published(TradeOpened.self, bench.database).count == 1)
    }
  }

  @Test("Killed between the commit and the sending: the order goes out once, after the limit")
  func killedBeforeSending() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      _ = try await bench.stored(proposal, .sending)
      for _ in 0..<4 { _ = try await bench.entries.step() }
      #expect(bench.creates == 0)
      bench.clock.advance(by: EntryAction.arrivalLimit)
      try await bench.reachesOpen(proposal)
      #expect(bench.creates == 1)
    }
  }

  @Test("Rows that contradict each other end the trade instead of the process", arguments: [OrderState.failed])
  func contradiction(_ state: OrderState) async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      _ = try await bench.stored(proposal, state)
      _ = try await bench.entries.step()
      #expect(try await published(TradeFailed.self, bench.database).map(\.reason) == ["illegalState"])
      #expect(bench.creates == 0)
    }
  }

  @Test("A position that was opened and closed while the executor was away is reported as opened, then closed")
  func closedMeanwhile() async throws {
    try await Bench.open { bench in
      let proposal = try Fixture.proposal()
      try await bench.confirm(proposal)
      let order = try await bench.stored(proposal, .sending)
      let client = try await bench.exchange.verified()
      _ = try await client.place(order.request(proposal))
      await bench.venue.setPrice("BTCUSDT", "58900")
      try await eventually("the stop has closed it") { try await client.positions().isEmpty }
      try await bench.reachesOpen(proposal)
      try await bench.run(bench.watcher, until: "the trade is closed") { try await bench.status(proposal) == "closed" }
      #expect(try await topics(bench.database) == ["order.placed", "order.filled", "trade.opened", "trade.closed"])
      #expect(try await published(TradeClosed.self, bench.database).first?.reason == .stopLoss)
    }
  }
}

extension Bench {
  /// The entry's row as a killed process left it.
  func stored(_ proposal: TradeProposal, _ state: OrderState) async throws -> OrderIntent {
    let trade = try #require(try await journal.trades(.pending).first { $0.tradeID == proposal.proposalID.trade })
    try await journal.intend(trade, .entry, side: proposal.side, quantity: proposal.quantity)
    let intended = try #require(try await journal.order(trade.tradeID, .entry))
    if state == .intended { return intended }
    if state == .failed { return try await journal.move(intended, to: .failed, detail: "by hand") }
    let sending = try await journal.move(intended, to: .sending, detail: "by hand")
    if state == .sending { return sending }
    try await journal.acknowledge(sending, trade, exchangeOrderID: "by hand")
    return try #require(try await journal.order(trade.tradeID, .entry))
  }
}

extension OrderIntent {
  func request(_ proposal: TradeProposal) -> OrderRequest {
    OrderRequest(
      symbol: symbol, side: side, type: .market, quantity: quantity, linkID: linkID, takeProfit: proposal.takeProfit,
      stopLoss: proposal.stopLoss)
  }
}
