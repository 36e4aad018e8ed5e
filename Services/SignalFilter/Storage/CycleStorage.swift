import Database
import Messages
import Model

/// The tables `cycles`, `candidates` and `verdicts`.
struct CycleStorage {
  let transaction: Transaction

  /// When a cycle is ranked whatever is missing: at `analysisBy`, but not before its outcomes had a second to be replayed after a late start.
  private static let rankAt = "greatest(analysis_by, received_at + INTERVAL '1 second')"

  struct Collecting: Sendable {
    let cycleID: CycleID
    let timeframe: Timeframe
    let symbols: [Symbol]
    let analysisBy: Timestamp
    let approveBy: Timestamp
    let endsAt: Timestamp
    let causedBy: EventID
  }

  func add(_ event: CycleStarted, _ context: EventID, expired: Bool) throws {
    try transaction.execute(
      """
      INSERT INTO cycles (cycle_id, timeframe, candle_close, symbols, analysis_by, approve_by, ends_at, cause_event, state, received_at)
      VALUES ($1::uuid, $2, $3::timestamptz, $4::jsonb, $5::timestamptz, $6::timestamptz, $7::timestamptz, $8::uuid, $9, $10::timestamptz)
      """, event.cycleID, event.timeframe, event.candleClose, JSONColumn(event.symbols), event.analysisBy, event.approveBy, event.endsAt,
      context, expired ? "expired" : "collecting", transaction.now)
    for analysis in event.reused { try add(.analysed(analysis), analysis.symbol, event.cycleID) }
  }

  /// The first outcome of a symbol stands. It may arrive before the cycle's own event: producers are not ordered among each other.
  func add(_ outcome: CandidateOutcome, _ symbol: Symbol, _ cycleID: CycleID) throws {
    var analysis: JSONColumn<AnalysisSummary>?
    var failure: (reason: String, message: String)?
    switch outcome {
    case .analysed(let summary): analysis = try JSONColumn(summary)
    case .failed(let reason, let message): failure = (reason, message)
    }
    try transaction.execute(
      """
      INSERT INTO candidates (cycle_id, symbol, analysis, reason, message, received_at)
      VALUES ($1::uuid, $2, $3::jsonb, $4, $5, $6::timestamptz) ON CONFLICT (cycle_id, symbol) DO NOTHING
      """, cycleID, symbol, analysis, failure?.reason, failure?.message, transaction.now)
  }

  /// The collecting cycle whose time is up or whose outcomes are all in, locked; or nil.
  func nextComplete() throws -> Collecting? {
    try transaction.execute(
      """
      SELECT * FROM cycles WHERE state = 'collecting' AND (\(Self.rankAt) <= $1::timestamptz
        OR jsonb_array_length(symbols) <= (SELECT count(*) FROM candidates WHERE candidates.cycle_id = cycles.cycle_id))
      ORDER BY analysis_by LIMIT 1 FOR UPDATE SKIP LOCKED
      """, transaction.now
    ).first.map { row in
      Collecting(
        cycleID: try row.read("cycle_id"), timeframe: try row.read("timeframe"),
        symbols: try row.read("symbols", as: JSONColumn<[Symbol]>.self).value, analysisBy: try row.read("analysis_by"),
        approveBy: try row.read("approve_by"), endsAt: try row.read("ends_at"), causedBy: try row.read("cause_event"))
    }
  }

  func nextDeadline() throws -> Timestamp? {
    try transaction.execute("SELECT min(\(Self.rankAt)) AS next FROM cycles WHERE state = 'collecting'").first?.readOptional("next")
  }

  func outcomes(_ cycleID: CycleID) throws -> [Symbol: CandidateOutcome] {
    var outcomes: [Symbol: CandidateOutcome] = [:]
    for row in try transaction.execute("SELECT symbol, analysis, reason, message FROM candidates WHERE cycle_id = $1::uuid", cycleID) {
      if let analysis = try row.readOptional("analysis", as: JSONColumn<AnalysisSummary>.self) {
        outcomes[try row.read("symbol")] = .analysed(analysis.value)
      } else {
        outcomes[try row.read("symbol")] = .failed(reason: try row.read("reason"), message: try row.readOptional("message") ?? "")
      }
    }
    return outcomes
  }

  func save(_ ranking: Ranking, of cycleID: CycleID) throws {
    for (ordinal, verdict) in ranking.verdicts.enumerated() {
      try transaction.execute(
        """
        INSERT INTO verdicts (cycle_id, ordinal, symbol, rule, value, rule_limit, passed)
        VALUES ($1::uuid, $2::int, $3, $4, $5, $6, $7::boolean)
        """, cycleID, ordinal, verdict.symbol, verdict.rule, verdict.value, verdict.limit, verdict.passed)
    }
    try transaction.execute(
      "UPDATE cycles SET state = 'ranked', ranked_at = $2::timestamptz WHERE cycle_id = $1::uuid", cycleID, transaction.now)
  }

  func verdicts(_ cycleID: CycleID) throws -> [Verdict] {
    try transaction.execute(
      "SELECT symbol, rule, value, rule_limit, passed FROM verdicts WHERE cycle_id = $1::uuid ORDER BY ordinal", cycleID
    ).map { row in
      Verdict(
        symbol: try row.read("symbol"), rule: try row.read("rule"), value: try row.read("value"), limit: try row.read("rule_limit"),
        passed: try row.read("passed"))
    }
  }
}
