import Database
import FoundationEssentials
import Model
import TestKit

/// What the slices say together: the checks that must hold after anything.
struct Books: Sendable {
  let database: Database

  /// Which service hears which: from the handlers' topics, as the inboxes know them after a run.
  private static let schemas = ["charts", "analysis", "signals", "risk", "notifications", "execution", "monitoring"]
  private static let producers: [String: String] = [
    "chart-sourcer": "charts", "analyzer": "analysis", "signal-filter": "signals", "risk-manager": "risk", "notifier": "notifications",
    "executor": "execution", "position-monitor": "monitoring",
  ]

  /// Everything that is read in `body` is of the same moment: a system that runs is never at rest for as long as all the questions take.
  private func atOneMoment<Value: Sendable>(_ body: @Sendable (Transaction) throws -> Value) async throws -> Value {
    try await database.transaction { transaction in
      try transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
      return try body(transaction)
    }
  }

  private static func count(_ sql: String, _ transaction: Transaction) throws -> Int {
    try transaction.execute(sql).first?.read("n", as: Int.self) ?? 0
  }

  /// Every inbox has come to its producers' last number.
  func everythingIsHandled() async throws -> Bool {
    try await atOneMoment { transaction in
      for schema in Self.schemas {
        for (producer, owner) in Self.producers {
          // Who hears a producer has a row for it; notifier hears all of them, itself too, so that a missing one is a lag as well.
          let behind = try Self.count(
            """
            SELECT count(*) AS n FROM \(owner).outbox_counter c LEFT JOIN \(schema).inbox_positions p ON p.producer = '\(producer)'
            WHERE coalesce(p.last_number, \(schema == "notifications" ? "0" : "c.last_number")) < c.last_number
            """, transaction)
          if behind > 0 { return false }
        }
      }
      return true
    }
  }

  func trades() async throws -> Int {
    try await database.transaction { try Self.count("SELECT count(*) AS n FROM execution.trades", $0) }
  }

  func cycleHasEnded(_ cycle: CycleID) async throws -> Bool {
    try await database.transaction {
      try $0.exists("SELECT 1 FROM charts.cycles WHERE cycle_id = $1::uuid AND status IN ('completed', 'skipped')", cycle)
    }
  }

  /// The contradictions that are still there when what was under way has ended, or at the limit.
  func lastingContradictions(within limit: Duration = .seconds(120)) async throws -> [String] {
    let clock = ContinuousClock()
    let end = clock.now + limit
    var found = try await contradictions()
    while !found.isEmpty, clock.now < end {
      try await Task.sleep(for: .milliseconds(200))
      found = try await contradictions()
    }
    return found
  }

  /// What the ledger says that trading has earned, and the part of it that the exchange calls closed PnL.
  func bookedTotal() async throws -> (total: Money, withoutFunding: Money) {
    try await database.transaction {
      let row = try $0.execute(
        "SELECT coalesce(sum(amount), 0) AS total, coalesce(sum(amount) FILTER (WHERE kind <> 'funding'), 0) AS rest FROM execution.ledger"
      ).first
      return (try row?.read("total") ?? .zero, try row?.read("rest") ?? .zero)
    }
  }

  /// - Returns: one line for each sentence of the design that does not hold.
  func contradictions() async throws -> [String] { try await atOneMoment(Self.contradictions) }

  private static func contradictions(_ transaction: Transaction) throws -> [String] {
    var found: [String] = []
    func expectNone(_ what: String, _ sql: String) throws {
      let rows = try count(sql, transaction)
      if rows > 0 { found.append("\(what): \(rows)") }
    }
    for schema in schemas {
      try expectNone("gaps in \(schema)'s outbox", "SELECT max(number) - count(*) AS n FROM \(schema).outbox HAVING count(*) > 0")
      try expectNone("parked events in \(schema)", "SELECT count(*) AS n FROM \(schema).dead_letters")
      for (_, owner) in producers where owner != schema {
        // A topic that is handled is handled whole: each number once, by its own event.
        try expectNone(
          "events of \(owner) that \(schema) passed over",
          """
          SELECT count(*) AS n FROM \(owner).outbox o WHERE o.topic IN (SELECT topic FROM \(schema).inbox)
            AND NOT EXISTS (SELECT 1 FROM \(schema).inbox i WHERE i.event_id = o.event_id AND i.number = o.number)
          """)
        try expectNone(
          "events that \(schema) handled and \(owner) never published",
          """
          SELECT count(*) AS n FROM \(schema).inbox i WHERE i.topic IN (SELECT topic FROM \(owner).outbox)
            AND NOT EXISTS (SELECT 1 FROM \(owner).outbox o WHERE o.event_id = i.event_id)
          """)
      }
    }
    try expectNone(
      "started cycles without exactly one cycle.completed",
      """
      SELECT count(*) AS n FROM charts.outbox s WHERE s.topic = 'chart-sourcer.cycle.started' AND s.act_before < now() AND 1 <> (
        SELECT count(*) FROM charts.outbox c WHERE c.topic = 'chart-sourcer.cycle.completed' AND c.correlation_id = s.correlation_id)
      """)
    try expectNone(
      "analyses asked for without exactly one outcome",
      """
      SELECT count(*) AS n FROM charts.outbox c WHERE c.topic = 'chart-sourcer.chart.captured' AND c.act_before < now() AND 1 <> (
        SELECT count(*) FROM analysis.outbox a WHERE a.causation_id = c.event_id)
      """)
    try expectNone(
      "ranked signals without exactly one of proposed and declined",
      """
      SELECT count(*) AS n FROM signals.outbox r, jsonb_array_elements(r.payload->'signals') s WHERE r.topic = 'signal-filter.signals.ranked' AND 1 <> (
        SELECT count(*) FROM risk.outbox o WHERE o.correlation_id = r.correlation_id AND s->>'symbol' = coalesce(o.payload->>'symbol', o.payload->'proposal'->>'symbol'))
      """)
    try expectNone(
      "proposals without exactly one decision",
      """
      SELECT count(*) AS n FROM risk.outbox p WHERE p.topic = 'risk-manager.trade.proposed' AND 1 <> (
        SELECT count(*) FROM notifications.outbox o WHERE coalesce(o.payload->>'proposalID', o.payload->'proposal'->>'proposalID') = p.payload->'proposal'->>'proposalID')
      """)
    try expectNone(
      "confirmed proposals without exactly one of opened and failed",
      """
      SELECT count(*) AS n FROM notifications.outbox c WHERE c.topic = 'notifier.trade.confirmed' AND 1 <> (
        SELECT count(*) FROM execution.outbox o WHERE o.topic IN ('executor.trade.opened', 'executor.trade.failed')
        AND o.payload->>'tradeID' = c.payload->'proposal'->>'proposalID')
      """)
    try expectNone(
      "trades with more than one entry order",
      "SELECT count(*) AS n FROM (SELECT trade_id FROM execution.orders WHERE purpose = 'e' GROUP BY trade_id HAVING count(*) > 1) t")
    try expectNone(
      "closed trades without exactly one trade.closed",
      """
      SELECT count(*) AS n FROM execution.trades t WHERE t.status = 'closed' AND 1 <> (
        SELECT count(*) FROM execution.outbox o WHERE o.topic = 'executor.trade.closed' AND o.payload->>'tradeID' = t.id::text)
      """)
    try expectNone(
      "closed trades whose ledger is not their PnL",
      """
      SELECT count(*) AS n FROM execution.trades t WHERE t.status = 'closed'
        AND t.pnl <> (SELECT sum(amount) FROM execution.ledger l WHERE l.trade_id = t.id)
      """)
    try expectNone(
      "closed trades that bought and sold different quantities",
      """
      SELECT count(*) AS n FROM execution.trades t WHERE t.status = 'closed' AND 0 <> (
        SELECT sum(CASE WHEN e.side = 'Buy' THEN e.quantity ELSE -e.quantity END) FROM execution.executions e
        WHERE e.trade_id = t.id AND e.kind = 'trade')
      """)
    try expectNone(
      "open trades without a stop", "SELECT count(*) AS n FROM execution.trades WHERE status = 'open' AND stop_loss IS NULL")
    try expectNone(
      "slots held by nobody",
      """
      SELECT count(*) AS n FROM risk.reservations r WHERE r.state <> 'released' AND NOT EXISTS (
        SELECT 1 FROM execution.trades t WHERE t.id = r.proposal_id AND t.status IN ('pending', 'open'))
        AND NOT EXISTS (SELECT 1 FROM notifications.approvals a WHERE a.proposal_id = r.proposal_id AND a.status = 'pending')
      """)
    try expectNone(
      "open trades that hold no slot",
      """
      SELECT count(*) AS n FROM execution.trades t WHERE t.status = 'open' AND NOT EXISTS (
        SELECT 1 FROM risk.reservations r WHERE r.proposal_id = t.id AND r.state = 'authorized')
      """)
    try expectNone(
      "open trades that are not watched",
      """
      SELECT count(*) AS n FROM execution.trades t WHERE t.status = 'open' AND NOT EXISTS (
        SELECT 1 FROM monitoring.tracked_trades m WHERE m.trade_id = t.id AND NOT m.is_over)
      """)
    try expectNone(
      "ended trades that are watched, or that signals think alive",
      """
      SELECT count(*) AS n FROM execution.trades t WHERE t.status IN ('closed', 'cancelled', 'rejected') AND (
        EXISTS (SELECT 1 FROM monitoring.tracked_trades m WHERE m.trade_id = t.id AND NOT m.is_over)
        OR EXISTS (SELECT 1 FROM signals.live_trades l WHERE l.proposal_id = t.id AND NOT l.is_over))
      """)
    return found
  }
}
