import Messages
import Messaging
import Model

/// What the analyses of all trades have cost: trades are the executor's, costs the analyzer's. Asked for page by page.
struct TradeCostSearch: Sendable {
  let bus: Bus

  /// - Parameters:
  ///   - from: nil: from the first trade on.
  ///   - limit: of rows, the dearest first.
  /// - Throws: `BusError` when one of the two does not answer.
  func report(from: Timestamp?, to: Timestamp?, limit: Int) async throws -> CostReport {
    var trades: [Trade] = []
    var rows: [CostRow] = []
    var spending: [PeriodSpending] = []
    var key: String?
    repeat {
      let page = try await bus.ask(ListTrades(afterKey: key, limit: ListTrades.maximumLimit))
      let costs = try await bus.ask(
        GetCosts(by: .analysis, from: from, to: to, analyses: page.trades.map(\.analysisID), limit: GetCosts.mostRows))
      trades += page.trades
      rows += costs.rows
      spending = costs.spending
      key = page.nextKey
      // Its calls were made before a trade was: further pages have none in the range.
      if let from, let oldest = page.trades.last, oldest.createdAt < from { key = nil }
    } while key != nil
    return CostReport(GetCosts.Reply(rows: rows, spending: spending), trades: trades, limit: limit)
  }
}
