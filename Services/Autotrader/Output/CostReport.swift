import Instance
import Messages
import Model

/// What models have cost, for people and programs.
struct CostReport: Encodable, Sendable, Equatable {
  struct Row: Encodable, Sendable, Equatable {
    let key: String
    let symbol: String?
    let calls: Int
    let answered: Int
    let promptTokens: Int
    let completionTokens: Int
    let costDollars: Dollars
    let hasEstimates: Bool
  }

  let by: String
  let rows: [Row]
  /// Of the rows, an analysis that several trades came from once.
  let totalDollars: Dollars
  /// Trades among the rows whose analysis another row has too.
  let sharedAnalyses: Int?
  let spending: [PeriodSpending]

  init(_ reply: GetCosts.Reply, by: CostCommand.Grouping) {
    let rows = reply.rows.map { Row($0) }
    self.init(by: by, rows: rows, total: rows.reduce(.zero) { $0 + $1.costDollars }, spending: reply.spending)
  }

  /// The costs of trades: those of the analysis that each came from.
  init(_ reply: GetCosts.Reply, trades: [Trade], limit: Int) {
    let byAnalysis = Dictionary(reply.rows.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let rows = trades.compactMap { trade in
      byAnalysis[trade.analysisID.description].map {
        (analysis: $0, row: Row($0, key: trade.tradeID.description, symbol: trade.symbol.description))
      }
    }
    let shown = rows.sorted { ($1.row.costDollars, $0.row.key) < ($0.row.costDollars, $1.row.key) }.prefix(limit)
    let analyses = Dictionary(shown.map { ($0.analysis.key, $0.analysis.cost) }, uniquingKeysWith: { first, _ in first })
    self.init(
      by: .trade, rows: shown.map(\.row), total: analyses.values.reduce(.zero, +), shared: shown.count - analyses.count,
      spending: reply.spending)
  }

  private init(by: CostCommand.Grouping, rows: [Row], total: Dollars, shared: Int? = nil, spending: [PeriodSpending]) {
    self.by = by.rawValue
    self.rows = rows
    self.spending = spending
    totalDollars = total
    sharedAnalyses = shared
  }

  func write(to terminal: Terminal) {
    for line in lines { terminal.line(line) }
  }

  var lines: [String] {
    var table = Table([
      .init(by), .init("calls", isNumber: true), .init("answered", isNumber: true), .init("prompt tokens", isNumber: true),
      .init("reply tokens", isNumber: true), .init("cost $", isNumber: true),
    ])
    for row in rows {
      table.add([
        [row.key, row.symbol].compactMap { $0 }.joined(separator: " "), "\(row.calls)", "\(row.answered)", "\(row.promptTokens)",
        "\(row.completionTokens)", "\(row.hasEstimates ? "~" : "")\(row.costDollars)",
      ])
    }
    let shared = (sharedAnalyses ?? 0) > 0 ? ", an analysis that several trades came from counts once" : ""
    let costs = rows.isEmpty ? ["no model call yet"] : table.lines + ["total $ \(totalDollars)\(shared)"]
    return costs
      + spending.map { spent in
        let budget = spent.budget.map { " of \($0)" } ?? ""
        let reserved = spent.reserved > .zero ? ", \(spent.reserved) reserved for calls under way" : ""
        return "\(spent.period)  $ \(spent.booked)\(budget)\(reserved)"
      }
  }
}

extension CostReport.Row {
  init(_ row: CostRow, key: String? = nil, symbol: String? = nil) {
    self.init(
      key: key ?? row.key, symbol: symbol, calls: row.calls, answered: row.answered, promptTokens: row.promptTokens,
      completionTokens: row.completionTokens, costDollars: row.cost, hasEstimates: row.hasEstimates)
  }
}
