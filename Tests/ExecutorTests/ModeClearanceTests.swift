import Bybit
import Database
import Exchange
import Messages
import Model
import ServiceKit
import TestKit
import Testing

@testable import Executor

/// Live trading needs practice and a key that cannot withdraw; real books, no exchange.
@Suite struct ModeClearanceTests {
  private static func books(_ body: (Database) async throws -> Void) async throws {
    let test = try await TestCluster.shared.makeDatabase()
    let database = try await test.migrated(.executor, ExecutionMigrations.all)
    try await body(database)
    await database.close()
  }

  @discardableResult
  private static func trade(_ mode: TradingMode, _ status: TradeStatus, _ database: Database, symbol: String = "BTCUSDT") async throws
    -> ProposalID
  {
    let proposal = try Fixture.proposal(symbol: symbol)
    let isNew = try await database.transaction { transaction in
      try TradeStorage(transaction: transaction).add(proposal, .random(), mode, status: status, reason: nil)
    }
    #expect(isNew)
    return proposal.proposalID
  }

  private static func gate(_ gate: ScriptedGate, _ database: Database, _ mode: TradingMode, _ permissions: [String]) -> ClearedEntryGate {
    ClearedEntryGate(gate: gate, database: database, mode: mode, requiredPaperTrades: 2) {
      APIKeyRights(isReadOnly: false, permissions: ["Wallet": permissions], addresses: [], expiresAt: nil)
    }
  }

  private static func reason(_ reply: AuthorizeEntry.Reply) -> String? {
    if case .refused(let reason, _) = reply { reason } else { nil }
  }

  @Test func `an entry in live is refused without practice and with a key that can withdraw, before the gate is asked`() async throws {
    let symbol = try Fixture.symbol()
    try await Self.books { database in
      func answer(_ gate: ClearedEntryGate) async throws -> AuthorizeEntry.Reply { try await gate.authorize(.random(), symbol) }
      try await Self.trade(.paper, .closed, database)
      // Closed elsewhere, or not closed, is no practice.
      try await Self.trade(.testnet, .closed, database)
      try await Self.trade(.paper, .cancelled, database)
      let asked = ScriptedGate()
      let unpractised = try await answer(Self.gate(asked, database, .live, []))
      #expect(Self.reason(unpractised) == "modeNotCleared")
      try await Self.trade(.paper, .closed, database)
      let withdrawing = try await answer(Self.gate(asked, database, .live, ["Withdraw"]))
      #expect(Self.reason(withdrawing) == "keyRights")
      #expect(asked.asked == 0)
      let allowed = try await answer(Self.gate(asked, database, .live, ["AccountTransfer"]))
      #expect(allowed == .authorized)
      #expect(asked.asked == 1)
    }
  }

  @Test func `paper money needs neither practice nor the key's rights`() async throws {
    let symbol = try Fixture.symbol()
    try await Self.books { database in
      let gate = ClearedEntryGate(gate: ScriptedGate(), database: database, mode: .paper, requiredPaperTrades: 2) {
        throw TestFailure("nobody needs the rights")
      }
      let reply = try await gate.authorize(.random(), symbol)
      #expect(reply == .authorized)
    }
  }

  @Test func `rights that cannot be read are no answer, so there is no entry`() async throws {
    let symbol = try Fixture.symbol()
    try await Self.books { database in
      for _ in 1...2 { try await Self.trade(.paper, .closed, database) }
      let asked = ScriptedGate()
      let gate = ClearedEntryGate(gate: asked, database: database, mode: .live, requiredPaperTrades: 2) {
        throw TestFailure("the exchange is silent")
      }
      await #expect(throws: TestFailure.self) { try await gate.authorize(.random(), symbol) }
      #expect(asked.asked == 0)
    }
  }

  @Test func `the start of live is refused without practice, and of any mode while another one's trade is open`() async throws {
    try await Self.books { database in
      func refusal(_ mode: TradingMode) async throws -> String? {
        do {
          try await ClearedEntryGate.checkStart(mode, requiredPaperTrades: 1, database)
          return nil
        } catch let error as ExecutorError {
          #expect(error.code == .modeNotCleared)
          return error.message
        }
      }
      let unpractised = try await refusal(.live)
      #expect(unpractised?.contains("needs 1 closed paper trades") == true)
      try await Self.trade(.paper, .closed, database)
      let practised = try await refusal(.live)
      #expect(practised == nil)
      try await Self.trade(.paper, .open, database)
      let (live, demo, paper) = (try await refusal(.live), try await refusal(.demo), try await refusal(.paper))
      #expect(live?.hasPrefix("1 trade of mode paper is not over") == true && demo != nil && paper == nil)
    }
  }

  @Test func `trades from before modes were kept were paper trades`() async throws {
    let test = try await TestCluster.shared.makeDatabase()
    let database = try await test.migrated(.executor, Array(ExecutionMigrations.all.prefix { $0.name != "the mode of a trade" }))
    _ = try await database.transaction { transaction in
      try transaction.execute(
        """
        INSERT INTO trades (id, recommendation_id, cycle_id, symbol, side, quantity, status, proposal, cause_event, created_at)
        VALUES ($1::uuid, $1::uuid, $1::uuid, 'BTCUSDT', 'Buy', 0.01, 'closed', '{}', $1::uuid, now())
        """, ProposalID.random())
    }
    try await Migrator(component: "service", ExecutionMigrations.all).migrate(database)
    let clearance = try await database.transaction { try ClearanceStorage(transaction: $0).clearance(.live, requiredPaperTrades: 1) }
    #expect(clearance.closedPaperTrades == 1 && clearance.objection == nil)
    await database.close()
  }

  @Test func `trades adopted before their mode was kept have the mode of the trade before them, else of the first one`() async throws {
    let test = try await TestCluster.shared.makeDatabase()
    let database = try await test.migrated(
      .executor, Array(ExecutionMigrations.all.prefix { $0.name != "the mode of an adopted trade" }))
    // By the second at which they were made: adopted, demo, live, adopted.
    let rows: [(symbol: String, mode: TradingMode?)] = [("BTCUSDT", nil), ("ETHUSDT", .demo), ("SOLUSDT", .live), ("XRPUSDT", nil)]
    for (second, row) in rows.enumerated() {
      _ = try await database.transaction { transaction in
        try transaction.execute(
          """
          INSERT INTO trades (id, recommendation_id, cycle_id, symbol, side, quantity, status, proposal, cause_event, adopted_by, mode,
            created_at)
          VALUES ($1::uuid, $1::uuid, $1::uuid, $2, 'Buy', 0.01, 'open', '{}', CASE WHEN $3::text IS NULL THEN NULL ELSE $1::uuid END,
            CASE WHEN $3::text IS NULL THEN 'ada' END, $3, $4::timestamptz)
          """, ProposalID.random(), row.symbol, row.mode, Timestamp(milliseconds: Int64(second) * 1000))
      }
    }
    try await Migrator(component: "service", ExecutionMigrations.all).migrate(database)
    let modes = try await database.transaction {
      try $0.execute("SELECT mode FROM trades ORDER BY created_at").map { try $0.read("mode", as: TradingMode.self) }
    }
    #expect(modes == [.demo, .demo, .live, .live])
    await database.close()
  }

  @Test(arguments: [
    (["AUTOTRADER_TRADING_MODE": "paper"], "http://127.0.0.1:5580"),
    (["AUTOTRADER_TRADING_MODE": "paper", "AUTOTRADER_EXCHANGE_PAPERURL": "http://paper:1"], "http://paper:1"),
    (["AUTOTRADER_TRADING_MODE": "testnet", "AUTOTRADER_EXCHANGE_PAPERURL": "http://paper:1"], "https://api-testnet.bybit.com"),
    (["AUTOTRADER_TRADING_MODE": "demo"], "https://api-demo.bybit.com"), (["AUTOTRADER_TRADING_MODE": "live"], "https://api.bybit.com"),
    (["AUTOTRADER_TRADING_MODE": "live", "AUTOTRADER_EXCHANGE_URL": "https://api.bytick.com"], "https://api.bytick.com"),
  ]) func `the mode alone says which exchange it is`(_ environment: [String: String], _ address: String) throws {
    #expect(try Settings.load(environment: environment).exchangeAddress() == address)
  }
}
