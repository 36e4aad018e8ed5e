import Foundation
import Model
import Testing
import TestKit

/// Several timeframes at once.
@Suite(.serialized) struct TimeframeTests {
  @Test func twoTimeframesShareTheSymbolsAndNeverEnterOneTwice() async throws {
    let system = try RunningSystem(
      ["--market", "synthetic:7", "--timeframe", "5s,1m"], basePort: 26_000,
      environment: [
        "AUTOTRADER_RISK_SLOTS": "20", "AUTOTRADER_RISK_FRACTION": "0.001", "AUTOTRADER_APPROVAL_DELAY": "0",
        "AUTOTRADER_APPROVAL_MAXDRIFT": "10", "AUTOTRADER_TRADING_TIMEFRAMESYMBOLS": "1m=BTCUSDT,ETHUSDT,SOLUSDT,ADAUSDT",
      ])
    try await system.waitUntilReady()
    let database = try system.auditor()
    @Sendable func count(_ sql: String) async throws -> Int {
      try await database.transaction { try $0.execute(sql).first?.read("n", as: Int.self) ?? 0 }
    }
    // The minute's own boundary may be a minute away.
    for (timeframe, symbols) in [("5s", 5), ("1m", 4)] {
      try await eventually("a cycle of \(timeframe) draws its \(symbols) charts and ends", within: .seconds(300)) {
        try await count(
          """
          SELECT count(*) AS n FROM charts.cycles WHERE timeframe = '\(timeframe)' AND status = 'completed' AND \(symbols) = (
            SELECT count(*) FROM charts.charts WHERE charts.cycle_id = cycles.cycle_id AND state = 'captured')
          """) > 0
      }
    }
    try await eventually("a trade is made", within: .seconds(180)) { try await count("SELECT count(*) AS n FROM execution.trades") > 0 }
    // Each entry lies wholly before the next one of its symbol.
    let overlapping = try await count(
      """
      SELECT count(*) AS n FROM execution.trades a JOIN execution.trades b ON a.symbol = b.symbol AND a.id < b.id
      WHERE a.status IN ('open', 'closed') AND b.status IN ('open', 'closed')
        AND a.created_at < coalesce(b.closed_at, 'infinity') AND b.created_at < coalesce(a.closed_at, 'infinity')
      """)
    #expect(overlapping == 0)
    let books = Books(database: database)
    // Nothing new begins: what is under way can come to its end.
    #expect(try await system.autotrader("halt").code == 0)
    try await eventually("every event is handled by all who hear it", within: .seconds(120)) { try await books.everythingIsHandled() }
    #expect(try await books.lastingContradictions() == [])
    #expect(try await system.stop() == 0)
    #expect(try system.leftovers() == [])
    try system.remove()
  }
}
