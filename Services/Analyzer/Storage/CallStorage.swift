import Database
import Messages
import Model

/// The table `model_calls`: each attempt at a question, claimed by the one analyzer that makes it.
struct CallStorage {
  let transaction: Transaction

  /// A call whose analyzer has died is given up after this long. The analyzer renews its claim while it waits.
  static let lease = Duration.seconds(10)
  /// Deaths within one question after which it is not asked again: at most this many calls of it are paid without an answer.
  static let mostAbandoned = 2

  enum Claim: Sendable {
    /// The caller makes the call and settles it.
    case granted(ModelCallID)
    case answered(AnsweredCall)
    /// Somebody is asking the same at this moment.
    case busy
    case refused(CallFault)
  }

  /// Decides in one transaction who asks: an answer that is there is used, a call under way is waited for, a dead one is booked, and a new
  /// one is made only within the budget.
  func claim(_ question: Question, _ estimate: Dollars, for chart: ChartCaptured, by instance: String, _ budget: Budget) throws -> Claim {
    let day = String(transaction.now.description.prefix(10))
    let budgets = BudgetStorage(transaction: transaction)
    let key = question.key()
    // The lock also keeps two analyzers from claiming the same question.
    try budgets.lock(day: day)
    if let row = try open(key) {
      if try row.read("state", as: String.self) == "answered" { return .answered(try answer(row, isNew: false)) }
      // A claim that reaches beyond a lease from now was made before the clock was set back: it binds nobody.
      let until = try row.read("claimed_until", as: Timestamp.self)
      let isHeld = until >= transaction.now && until <= transaction.now + Self.lease + TimeWindow.tolerance
      guard !isHeld else { return .busy }
      try abandon(try row.read("id"), reserved: try row.read("reserved"), day: try row.read("day"))
    }
    let deaths = try transaction.execute("SELECT id FROM model_calls WHERE question_key = $1 AND state = 'abandoned'", key).count
    guard deaths < Self.mostAbandoned else {
      return .refused(
        CallFault(.paidTwice, "\(deaths) analyzers have died while asking this, so it may be paid \(deaths) times already", .stop))
    }
    if let objection = try budgets.objection(to: estimate, budget) { return .refused(CallFault(.overBudget, objection, .stop)) }
    let id = ModelCallID.random()
    try transaction.execute(
      """
      INSERT INTO model_calls (id, question_key, state, cycle_id, symbol, timeframe, candle_close, model, prompt_version, image_hash,
        parameters, reserved, day, claimed_by, claimed_until, started_at)
      VALUES ($1::uuid, $2, 'running', $3::uuid, $4, $5, $6::timestamptz, $7, $8::uuid, $9, $10::jsonb, $11::numeric, $12::date, $13,
        $14::timestamptz, $15::timestamptz)
      """, id, key, chart.cycleID, chart.symbol, chart.timeframe, chart.candleClose, question.model.name, question.prompt.id,
      question.imageHash, JSONColumn(question.parameters), estimate, day, instance, transaction.now + Self.lease, transaction.now)
    try budgets.reserve(id, estimate, day: day)
    return .granted(id)
  }

  /// Books what a call cost and keeps what it brought.
  /// - Returns: false when the call was given up meanwhile: it is booked already, and its answer comes too late.
  func settle(_ id: ModelCallID, _ record: CallRecord, _ prices: ModelPrices) throws -> Bool {
    guard let (reserved, day) = try lockRunning(id) else { return false }
    let cost = record.cost(prices, reserved: reserved)
    let state = record.fault == nil && record.content != nil ? "answered" : "failed"
    try transaction.execute(
      """
      UPDATE model_calls SET state = $2, cost = $3::numeric, cost_is_estimate = $4::boolean, usage = $5::jsonb, answered_by = $6,
        request_id = $7, http_status = $8::int, fault_code = $9, fault_message = $10, content = $11, latency_ms = $12::bigint,
        ended_at = $13::timestamptz
      WHERE id = $1::uuid AND state = 'running'
      """, id, state, cost.dollars, cost.isEstimate, try record.usage.map { try JSONColumn($0) }, record.answeredBy, record.requestID,
      record.httpStatus, record.fault?.code.rawValue, record.fault?.message, record.content, record.latency.wholeMilliseconds,
      transaction.now)
    try BudgetStorage(transaction: transaction).settle(id, reserved: reserved, cost: cost.dollars, day: day)
    return true
  }

  func answered(_ id: ModelCallID) throws -> AnsweredCall? {
    try transaction.execute("\(Self.columns) WHERE id = $1::uuid AND state = 'answered'", id).first.map { try answer($0, isNew: true) }
  }

  /// While their analyzer lives, its claims of a chart's calls do not lapse.
  func renew(_ chart: ChartCaptured, by instance: String) throws {
    try transaction.execute(
      """
      UPDATE model_calls SET claimed_until = $4::timestamptz WHERE cycle_id = $1::uuid AND symbol = $2 AND claimed_by = $3 AND state = 'running'
      """, chart.cycleID, chart.symbol, instance, transaction.now + Self.lease)
  }

  /// What an earlier process of the same name had under way will not come back: booked as the most it can have cost.
  func abandonCalls(of instance: String) throws {
    let calls = try transaction.execute(
      "SELECT id, reserved, day FROM model_calls WHERE claimed_by = $1 AND state = 'running' ORDER BY day, id", instance)
    for row in calls {
      let id: ModelCallID = try row.read("id")
      guard let (reserved, day) = try lockRunning(id) else { continue }
      try abandon(id, reserved: reserved, day: day)
    }
  }

  /// The calls that an analysis rests on, for the cost of a trade.
  func assign(_ analysis: AnalysisID, _ chart: ChartCaptured) throws {
    try transaction.execute(
      "UPDATE model_calls SET analysis_id = $3::uuid WHERE cycle_id = $1::uuid AND symbol = $2 AND analysis_id IS NULL", chart.cycleID,
      chart.symbol, analysis)
  }

  private static let columns =
    "SELECT id, state, claimed_until, reserved, day, content, answered_by, usage, cost, cost_is_estimate, request_id, latency_ms FROM model_calls"

  private func open(_ key: String) throws -> Row? {
    try transaction.execute("\(Self.columns) WHERE question_key = $1 AND state IN ('running', 'answered')", key).first
  }

  /// The money's rows are locked before the call's, everywhere, so that no two transactions wait for each other.
  private func lockRunning(_ id: ModelCallID) throws -> (reserved: Dollars, day: String)? {
    guard let day = try transaction.execute("SELECT day FROM model_calls WHERE id = $1::uuid", id).first?.read("day", as: String.self)
    else { return nil }
    try BudgetStorage(transaction: transaction).lock(day: day)
    let row = try transaction.execute("SELECT reserved FROM model_calls WHERE id = $1::uuid AND state = 'running' FOR UPDATE", id).first
    return try row.map { (try $0.read("reserved"), day) }
  }

  /// - Precondition: the money's rows of the day are locked; `day` may be an earlier one than today's.
  private func abandon(_ id: ModelCallID, reserved: Dollars, day: String) throws {
    try BudgetStorage(transaction: transaction).lock(day: day)
    let ended = try transaction.exists(
      """
      UPDATE model_calls SET state = 'abandoned', cost = reserved, cost_is_estimate = true, ended_at = $2::timestamptz,
        fault_code = 'abandoned', fault_message = 'its analyzer ended before the answer was stored'
      WHERE id = $1::uuid AND state = 'running' RETURNING id
      """, id, transaction.now)
    if ended { try BudgetStorage(transaction: transaction).settle(id, reserved: reserved, cost: reserved, day: day) }
  }

  private func answer(_ row: Row, isNew: Bool) throws -> AnsweredCall {
    AnsweredCall(
      callID: try row.read("id"), content: try row.read("content"), answeredBy: try row.readOptional("answered_by"),
      usage: try row.readOptional("usage", as: JSONColumn<TokenUsage>.self)?.value, cost: try row.read("cost"),
      costIsEstimate: try row.read("cost_is_estimate"), requestID: try row.readOptional("request_id"),
      latencyMilliseconds: try row.read("latency_ms"), isNew: isNew)
  }
}
