import Database
import Messages
import Model
import TestKit
import Testing

@testable import Executor

/// What others are told about trades.
@Suite struct TradeListTests {
  private static let start = Timestamp(milliseconds: 1_700_000_000_000)

  private struct Books {
    let clock = TestClock(TradeListTests.start)
    let database: Database

    init() async throws {
      database = try await TestCluster.shared.makeDatabase().migrated(.executor, ExecutionMigrations.all, time: clock.source)
    }

    func confirm(_ symbol: String) async throws -> TradeID {
      let proposal = try Fixture.proposal(symbol: symbol)
      let isNew = try await database.transaction {
        try TradeStorage(transaction: $0).add(proposal, .random(), .paper, status: .pending, reason: nil)
      }
      #expect(isNew)
      return proposal.proposalID.trade
    }

    func open(_ trade: TradeID) async throws {
      let (quantity, price) = (try #require(Quantity("0.01")), try #require(Price("59990")))
      let isOpen = try await database.transaction {
        try TradeStorage(transaction: $0).open(
          trade, exchangeOrderID: trade.description, quantity: quantity, entryPrice: price, unprotectedMilliseconds: 5)
      }
      #expect(isOpen)
    }

    func fill(_ trade: TradeID, at moment: Timestamp, kind: String = "trade") async throws {
      _ = try await database.transaction {
        try $0.execute(
          """
          INSERT INTO executions (execution_id, trade_id, exchange_order_id, symbol, side, price, quantity, fee, executed_at, kind)
          VALUES ($1, $2::uuid, 'o', 'BTCUSDT', 'Buy', 1, 1, 0, $3::timestamptz, $4)
          """, "\(moment.nanoseconds)", trade, moment, kind)
      }
    }

    func list(_ request: ListTrades) async throws -> [Trade] { try await ListTradesHandler(database: database).answer(request).trades }
  }

  @Test("An entry that rested in the book is opened with its first fill, not with its confirmation nor when that was noticed")
  func opened() async throws {
    let books = try await Books()
    let trade = try await books.confirm("BTCUSDT")
    #expect(try await books.list(ListTrades(limit: 1)).map(\.openedAt) == [nil])
    #expect(try await books.list(ListTrades(limit: 1)).map(\.began) == [Self.start])
    try await books.fill(trade, at: Self.start + .seconds(15))
    try await books.fill(trade, at: Self.start + .seconds(18))
    books.clock.advance(by: .seconds(20))
    try await books.open(trade)
    for request in [ListTrades(limit: 1), ListTrades(tradeIDs: [trade])] {
      #expect(try await books.list(request).map(\.openedAt) == [Self.start + .seconds(15)])
    }
    let found = try await books.database.transaction { try TradeStorage(transaction: $0).find(trade) }
    #expect(found?.openedAt == Self.start + .seconds(15) && found?.createdAt == Self.start)
  }

  @Test("Funding is no fill, and of a position whose fills were never recorded the exit is not its beginning")
  func unrecorded() async throws {
    let books = try await Books()
    let trade = try await books.confirm("BTCUSDT")
    books.clock.advance(by: .seconds(20))
    try await books.open(trade)
    try await books.fill(trade, at: Self.start + .seconds(10), kind: "funding")
    try await books.fill(trade, at: Self.start + .seconds(90))
    #expect(try await books.list(ListTrades(limit: 1)).map(\.openedAt) == [Self.start + .seconds(20)])
  }

  @Test("Trades are found by their ids, newest first, and unknown ids are left out")
  func byID() async throws {
    let books = try await Books()
    var trades: [TradeID] = []
    for symbol in ["BTCUSDT", "ETHUSDT", "SOLUSDT"] {
      trades.append(try await books.confirm(symbol))
      books.clock.advance(by: .seconds(1))
    }
    let found = try await books.list(ListTrades(tradeIDs: [trades[0], .random(), trades[2]]))
    #expect(found.map(\.tradeID) == [trades[2], trades[0]])
    #expect(try await books.list(ListTrades(tradeIDs: [])).isEmpty)
  }
}
