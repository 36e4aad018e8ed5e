import Database
import Messages
import Model

/// The tables `analysis_results` (the one analysis of record of a symbol, timeframe and candle close) and `shadow_results`.
struct ResultStorage {
  let transaction: Transaction

  /// - Returns: the analysis of record, which is an earlier one if there is one already.
  func save(_ summary: AnalysisSummary, _ record: AnalysisRecord) throws -> AnalysisSummary {
    try transaction.execute(
      """
      INSERT INTO analysis_results (id, symbol, timeframe, recommendation, confidence, entry_price, stop_loss, take_profit, image_path,
        analysis_data, summary, prompt_name, timestamp)
      VALUES ($1::uuid, $2, $3, $4, $5::numeric, $6::numeric, $7::numeric, $8::numeric, $9, $10::jsonb, $11::jsonb, $12, $13::timestamptz)
      ON CONFLICT (symbol, timeframe, timestamp) DO NOTHING
      """, summary.analysisID, summary.symbol, summary.timeframe, summary.recommendation, summary.confidence, summary.entryPrice,
      summary.stopLoss, summary.takeProfit, summary.imageHash, JSONColumn(record), JSONColumn(summary), summary.promptName,
      summary.candleClose)
    return try find(summary.timeframe, summary.candleClose, [summary.symbol]).first ?? summary
  }

  func saveRejected(_ id: AnalysisID, _ chart: ChartCaptured, reason: String, _ record: AnalysisRecord) throws {
    try transaction.execute(
      """
      INSERT INTO shadow_results (id, symbol, timeframe, kind, reason, analysis_data, image_path, timestamp)
      VALUES ($1::uuid, $2, $3, 'rejected', $4, $5::jsonb, $6, $7::timestamptz)
      """, id, chart.symbol, chart.timeframe, reason, JSONColumn(record), chart.imageHash, chart.candleClose)
  }

  /// An answer that is not of record: `ensemble`, `shadow` or `trial`.
  func saveShadow(_ kind: String, _ chart: ChartCaptured, _ analysis: ModelAnalysis, of record: AnalysisID) throws {
    try transaction.execute(
      """
      INSERT INTO shadow_results (id, symbol, timeframe, kind, reason, analysis_data, image_path, timestamp)
      VALUES ($1::uuid, $2, $3, $4, $5, $6::jsonb, $7, $8::timestamptz)
      """, AnalysisID.random(), chart.symbol, chart.timeframe, kind,
      analysis.failure.map { "\($0.rule.rawValue): \($0.message)" } ?? "of \(record)", JSONColumn(analysis), chart.imageHash,
      chart.candleClose)
  }

  func find(_ id: AnalysisID) throws -> GetAnalysis.Reply {
    let row = try transaction.execute(
      """
      SELECT r.summary, r.analysis_data, v.prompt_name, v.version, v.system_text, v.user_text FROM analysis_results r
      LEFT JOIN prompt_versions v ON v.id = (r.analysis_data #>> '{model,promptVersionID}')::uuid WHERE r.id = $1::uuid
      """, id
    ).first
    return GetAnalysis.Reply(
      analysis: try row?.read("summary", as: JSONColumn<AnalysisSummary>.self).value, record: try row?.read("analysis_data"),
      prompt: try row.flatMap(Self.prompt), cost: try CostStorage(transaction: transaction).cost(of: id))
  }

  private static func prompt(_ row: Row) throws -> AnalysisPrompt? {
    guard let name: String = try row.readOptional("prompt_name") else { return nil }
    return AnalysisPrompt(
      name: name, version: try row.read("version"), system: try row.read("system_text"), user: try row.read("user_text"))
  }

  func find(_ timeframe: Timeframe, _ candleClose: Timestamp, _ symbols: [Symbol]) throws -> [AnalysisSummary] {
    try transaction.execute(
      """
      SELECT summary FROM analysis_results WHERE timeframe = $1 AND timestamp = $2::timestamptz
        AND symbol IN (SELECT jsonb_array_elements_text($3::jsonb)) ORDER BY symbol
      """, timeframe, candleClose, JSONColumn(symbols)
    ).map { try $0.read("summary", as: JSONColumn<AnalysisSummary>.self).value }
  }
}
