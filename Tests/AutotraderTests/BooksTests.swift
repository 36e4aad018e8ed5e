import Bybit
import Instance
import Messages
import Model
import Testing

@testable import Autotrader

@Suite struct BooksTests {
  @Test func outsideOfPaperTheOpeningBalanceMustBeGiven() throws {
    let silent = try #require(try AutotraderCommand.parseAsRoot(["books"]) as? BooksCommand)
    #expect(try silent.opening(.paper) == ProcessPlan.openingBalance)
    for mode in TradingMode.allCases where mode != .paper {
      let error = #expect(throws: CommandFailure.self) { try silent.opening(mode) }
      #expect(error?.code == .usage && error?.description.contains("--opening-balance") == true)
    }
    let given = try #require(try AutotraderCommand.parseAsRoot(["books", "--opening-balance", "5000"]) as? BooksCommand)
    #expect(try given.opening(.testnet) == Money("5000"))
    #expect(throws: (any Error).self) { try AutotraderCommand.parseAsRoot(["books", "--opening-balance", "much"]) }
  }

  private let at = Timestamp(milliseconds: 1_700_000_000_000)
  private let tradeID = TradeID.random()

  private func money(_ text: String) throws -> Money { try #require(Money(text)) }

  private func execution(
    _ id: String, _ order: String, _ side: Side, _ price: String, _ quantity: String, fee: String, _ kind: TradeExecution.Kind = .trade
  ) throws -> TradeExecution {
    TradeExecution(
      executionID: id, tradeID: tradeID, exchangeOrderID: order, symbol: try #require(Symbol("BTCUSDT")), kind: kind, side: side,
      price: try #require(Price(price)), quantity: try #require(Quantity(quantity)), fee: try money(fee), at: at)
  }

  /// Bought 0.3 at 100, sold 0.1 at 110 and 0.2 at 120: 11 + 24 − 30 = 5, less 0.03 + 0.01 + 0.02 in fees: 4.94.
  private func story(booked: String?, funding: String? = nil) throws -> TradeStory {
    var executions = [
      try execution("1", "entry", .buy, "100", "0.3", fee: "0.03"), try execution("2", "exit", .sell, "110", "0.1", fee: "0.01"),
      try execution("3", "exit", .sell, "120", "0.2", fee: "0.02"),
    ]
    if let funding { executions.append(try execution("4", "f", .buy, "100", "0.3", fee: funding, .funding)) }
    return TradeStory(
      trade: Trade(
        tradeID: tradeID, cycleID: .random(), analysisID: .random(), symbol: try #require(Symbol("BTCUSDT")), side: .buy, status: .closed,
        quantity: try #require(Quantity("0.3")), realizedPnL: try booked.map(money), reason: "takeProfit", createdAt: at, closedAt: at),
      orders: [], orderEvents: [], executions: executions, ledger: [])
  }

  private func closed(_ pnl: String, order: String = "exit") throws -> ClosedPnL {
    let price = try #require(Price("100"))
    return ClosedPnL(
      orderID: order, symbol: try #require(Symbol("BTCUSDT")), side: .sell, closedQuantity: try #require(Quantity("0.3")),
      averageEntryPrice: price, averageExitPrice: price, pnl: try money(pnl), openFee: .zero, closeFee: .zero, createdAt: at, updatedAt: at)
  }

  @Test func aResultIsRebuiltFromTheCashOfItsExecutions() throws {
    let books = TradeBooks(try story(booked: "4.94"), closed: [try closed("4.94"), try closed("77", order: "another")])
    #expect(books.rebuilt == (try money("4.94")))
    #expect(books.exchange == (try money("4.94")))
    #expect(books.agrees)
    // The exchange keeps funding out of its closed PnL; the wallet paid it all the same.
    let funded = TradeBooks(try story(booked: "4.84", funding: "0.1"), closed: [try closed("4.94")])
    #expect(funded.rebuilt == (try money("4.84")))
    #expect(funded.agrees)
  }

  @Test func aCentIsADifferenceAndSilenceIsToo() throws {
    let pairs: [(booked: String?, exchange: String?)] = [("4.95", "4.94"), ("4.94", "4.93"), ("4.94", nil), (nil, "4.94")]
    for pair in pairs {
      let rows = try pair.exchange.map { [try closed($0)] } ?? []
      #expect(!TradeBooks(try story(booked: pair.booked), closed: rows).agrees, "\(pair)")
    }
  }

  @Test func theLedgerMustBeTheWalletsChange() throws {
    let trade = TradeBooks(try story(booked: "4.94"), closed: [try closed("4.94")])
    func account(wallet: String, openFunding: String = "0") throws -> AccountBooks {
      AccountBooks(
        trades: [trade], ledger: try money("4.44"), openFunding: try money(openFunding), openingBalance: try money("100000"),
        walletBalance: try money(wallet))
    }
    let good = try account(wallet: "100004.44")
    #expect(good.agrees)
    #expect(good.others == (try money("-0.5")))
    let plain = Terminal(hasColours: false) { _ in }
    let lines = good.lines(for: plain)
    #expect(lines.contains("Wallet 100000 → 100004.44 USDT, changed by 4.44 USDT."))
    #expect(lines.last == "The books agree with the exchange to the cent.")
    let bad = try account(wallet: "100004.45")
    #expect(!bad.agrees)
    #expect(bad.lines(for: plain).last == "THE BOOKS DO NOT AGREE WITH THE EXCHANGE.")
    let funded = try account(wallet: "99996.32", openFunding: "-8.12")
    #expect(funded.agrees)
    #expect(funded.lines(for: plain).contains { $0.hasSuffix("Funding of open trades, booked when they end: -8.12 USDT.") })
  }

  @Test func theFundingOfOpenTradesIsWhatTheExchangeTookAndNobodyBooked() throws {
    let (symbol, other) = (try #require(Symbol("BTCUSDT")), try #require(Symbol("ETHUSDT")))
    func payment(_ id: String, _ symbol: Symbol, _ fee: String, after seconds: Int, kind: Execution.Kind = .funding) throws -> Execution {
      Execution(
        executionID: id, orderID: id, linkID: nil, symbol: symbol, side: .buy, kind: kind, price: try #require(Price("100")),
        quantity: try #require(Quantity("1")), value: try money("100"), fee: try money(fee), isMaker: false, closedQuantity: .zero,
        at: at + .seconds(seconds), sequence: 1)
    }
    let open = Trade(
      tradeID: tradeID, cycleID: .random(), analysisID: .random(), symbol: symbol, side: .buy, status: .open,
      quantity: try #require(Quantity("1")), createdAt: at)
    let executions = [
      try payment("paid", symbol, "8", after: 60), try payment("got", symbol, "-0.5", after: 120),
      try payment("booked", symbol, "3", after: 180), try payment("before", symbol, "5", after: -1),
      try payment("another's", other, "7", after: 60), try payment("fill", symbol, "2", after: 1, kind: .trade),
    ]
    #expect(AccountBooks.openFunding(of: [open], in: executions, booked: ["booked"]) == (try money("-7.5")))
    #expect(AccountBooks.openFunding(of: [], in: executions, booked: []) == .zero)
  }
}
