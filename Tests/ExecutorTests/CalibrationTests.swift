import Database
import Messages
import Model
import ServiceKit
import TestKit
import Testing

@testable import Executor

@Suite struct CalibrationTests {
  private static let now = Timestamp(milliseconds: 1_700_000_000_000)

  @Test(
    "A confidence belongs to the tenth that its three decimals say",
    arguments: [(0, 0), (0.099, 0), (0.1, 1), (0.7, 7), (0.799, 7), (1, 9)])
  func tenths(_ confidence: Double, _ tenth: Int) async throws {
    #expect(CalibrationBin.tenth(of: confidence) == tenth)
    let database = try await Self.database()
    try await Self.insert(confidence, pnl: "1", database)
    #expect(try await Self.ask(database).bins == [CalibrationBin(tenth: tenth, closed: 1, won: 1)])
    await database.close()
  }

  @Test("Only closed trades of the same prompt count, before the moment that is asked for; a profit after all costs has won")
  func counted() async throws {
    let database = try await Self.database()
    for pnl in ["1", "0.00000001", "0", "-1"] { try await Self.insert(0.72, pnl: pnl, database) }
    try await Self.insert(0.65, pnl: "1", database)
    try await Self.insert(0.72, pnl: "1", prompt: "chart-analysis@1", database)
    try await Self.insert(0.72, pnl: "1", closedAt: Self.now, database)
    try await Self.insert(0.72, pnl: "0", status: "open", database)
    let reply = try await Self.ask(database)
    #expect(reply.bins == [CalibrationBin(tenth: 6, closed: 1, won: 1), CalibrationBin(tenth: 7, closed: 4, won: 2)])
    #expect(reply.bin(of: 0.79) == CalibrationBin(tenth: 7, closed: 4, won: 2))
    #expect(reply.bin(of: 0.8) == CalibrationBin(tenth: 8, closed: 0, won: 0))
    #expect(try await Self.ask(database, "nobody").bins.isEmpty)
    await database.close()
  }

  @Test("A trade whose proposal names no confidence is not counted")
  func unknown() async throws {
    let database = try await Self.database()
    try await Self.insert(nil, pnl: "1", database)
    #expect(try await Self.ask(database).bins.isEmpty)
    await database.close()
  }

  private static func database() async throws -> Database {
    try await TestCluster.shared.makeDatabase().migrated(.executor, ExecutionMigrations.all)
  }

  private static func ask(_ database: Database, _ prompt: String = "rules-1") async throws -> GetCalibration.Reply {
    try await GetCalibrationHandler(database: database).answer(GetCalibration(promptName: prompt, closedBefore: now))
  }

  private static func insert(
    _ confidence: Double?, pnl: String, prompt: String = "rules-1", status: String = "closed", closedAt: Timestamp = now - .seconds(1),
    _ database: Database
  ) async throws {
    let id = TradeID.random()
    _ = try await database.transaction { transaction in
      try transaction.execute(
        """
        INSERT INTO trades (id, recommendation_id, cycle_id, symbol, side, quantity, pnl, status, prompt_name, proposal, cause_event,
          created_at, closed_at, mode)
        VALUES ($1::uuid, $1::uuid, $1::uuid, $2, 'Buy', 0.01, $3::numeric, $4, $5, $6::jsonb, $1::uuid, $7::timestamptz, $7::timestamptz, 'paper')
        """, id, "BTCUSDT", pnl, status, prompt, confidence.map { "{\"confidence\":\($0)}" } ?? "{}", closedAt)
    }
  }
}
