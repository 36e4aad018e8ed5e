import Database
import Messages
import Model
import ServiceKit
import TestKit
import Testing

@testable import Executor

@Suite struct MigrationTests {
  @Test("Trades from before the ledger are booked when it is made: a closed one sums up to its PnL, an open one to its fees")
  func earlierTrades() async throws {
    let test = try await TestCluster.shared.makeDatabase()
    let database = try await test.migrated(.executor, Array(ExecutionMigrations.all.prefix(1)))
    // 600.061 bought, 609.938 sold in two fills: 9.877 by price, 0.66549945 in fees.
    let closed = try await Self.insert(
      "closed", pnl: "9.21150055", "BTCUSDT", [("a1", "Buy", "0.33003355"), ("a2", "Sell", "0.2"), ("a3", "Sell", "0.1354659")], database)
    let open = try await Self.insert("open", pnl: "0", "ETHUSDT", [("b1", "Buy", "0.5")], database)
    try await Migrator(component: "service", ExecutionMigrations.all).migrate(database)
    try await database.transaction { transaction in
      let ledger = LedgerStorage(transaction: transaction)
      let booked = try ledger.list(closed)
      #expect(booked.map(\.kind) == [.fee, .fee, .fee, .tradePnL])
      #expect(booked.filter { $0.kind == .tradePnL }.map { "\($0.executionID) \($0.amount)" } == ["a3 9.877"])
      #expect(booked.reduce(Money.zero) { $0 + $1.amount }.description == "9.21150055")
      let fees = try ledger.list(open).map { "\($0.kind.rawValue) \($0.amount)" }
      #expect(fees == ["fee -0.5"])
      let kinds = try ExecutionStorage(transaction: transaction).list(closed).map(\.kind)
      #expect(kinds == [.trade, .trade, .trade])
    }
    await database.close()
  }

  private static func insert(
    _ status: String, pnl: String, _ symbol: String, _ executions: [(id: String, side: String, fee: String)], _ database: Database
  ) async throws -> TradeID {
    let proposal = try Fixture.proposal(symbol: symbol)
    try await database.transaction { transaction in
      try transaction.execute(
        """
        INSERT INTO trades (id, recommendation_id, cycle_id, symbol, side, quantity, pnl, status, proposal, cause_event, created_at)
        VALUES ($1::uuid, $1::uuid, $1::uuid, $2, 'Buy', 0.01, $3::numeric, $4, '{}', $1::uuid, now())
        """, proposal.proposalID, proposal.symbol, pnl, status)
      for (second, execution) in executions.enumerated() {
        try transaction.execute(
          """
          INSERT INTO executions (execution_id, trade_id, exchange_order_id, symbol, side, price, quantity, fee, executed_at)
          VALUES ($1::text, $2::uuid, $1::text, $3, $4, 60000, 0.01, $5::numeric, $6::timestamptz)
          """, execution.id, proposal.proposalID, proposal.symbol, execution.side, execution.fee,
          Timestamp(milliseconds: Int64(second) * 1000))
      }
    }
    return proposal.proposalID.trade
  }
}
