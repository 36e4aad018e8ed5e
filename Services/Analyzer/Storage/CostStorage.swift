import Database
import Messages
import Model

/// What model calls have cost, grouped.
struct CostStorage {
  let transaction: Transaction

  /// The dearest groups first.
  func rows(_ request: GetCosts) throws -> [CostRow] {
    // Of the program's own text, one expression a case: nothing of the request gets into the statement.
    let key =
      switch request.by {
      case .cycle: "c.cycle_id::text"
      case .analysis: "c.analysis_id::text"
      case .prompt: "v.prompt_name || '@' || v.version"
      case .model: "c.model"
      case .symbol: "c.symbol"
      case .day: "to_char(c.day, 'YYYY-MM-DD')"
      }
    return try transaction.execute(
      """
      SELECT \(key) AS key, \(Self.sums) FROM model_calls c JOIN prompt_versions v ON v.id = c.prompt_version
      WHERE c.state <> 'running' AND \(key) IS NOT NULL
        AND ($1::timestamptz IS NULL OR c.started_at >= $1::timestamptz) AND ($2::timestamptz IS NULL OR c.started_at < $2::timestamptz)
        AND ($4::jsonb IS NULL OR c.analysis_id IN (SELECT wanted::uuid FROM jsonb_array_elements_text($4::jsonb) AS wanted))
      GROUP BY 1 ORDER BY cost DESC, key LIMIT $3::int
      """, request.from, request.to, min(max(request.limit, 1), GetCosts.mostRows),
      request.analyses.map { try JSONColumn(Array($0.prefix(GetCosts.mostRows))) }
    ).map(CostRow.init)
  }

  /// nil: no call was made for it.
  func cost(of analysis: AnalysisID) throws -> CostRow? {
    try transaction.execute(
      """
      SELECT c.analysis_id::text AS key, \(Self.sums) FROM model_calls c
      WHERE c.analysis_id = $1::uuid AND c.state <> 'running' GROUP BY 1
      """, analysis
    ).first.map(CostRow.init)
  }

  private static let sums = """
    count(*) AS calls, count(*) FILTER (WHERE c.state = 'answered') AS answered,
      coalesce(sum((c.usage->>'promptTokens')::bigint), 0) AS prompt_tokens,
      coalesce(sum((c.usage->>'completionTokens')::bigint), 0) AS completion_tokens,
      coalesce(sum(c.cost), 0) AS cost, bool_or(c.cost_is_estimate) AS has_estimates
    """

  func spending(_ budget: Budget?) throws -> [PeriodSpending] {
    let budgets = BudgetStorage(transaction: transaction)
    return try (budget ?? Budget(daily: .zero, monthly: .zero)).periods(at: transaction.now).map { period in
      let spent = try budgets.spent(period.name)
      return PeriodSpending(
        period: period.name, budget: budget == nil ? nil : period.limit, booked: spent.booked, reserved: spent.reserved)
    }
  }
}

extension CostRow {
  /// - Parameter row: `key` and the sums.
  fileprivate init(_ row: Row) throws {
    self.init(
      key: try row.read("key"), calls: try row.read("calls"), answered: try row.read("answered"),
      promptTokens: try row.read("prompt_tokens"), completionTokens: try row.read("completion_tokens"), cost: try row.read("cost"),
      hasEstimates: try row.read("has_estimates"))
  }
}
