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

  private func count(_ sql: String) async throws -> Int {
    try await database.transaction { try $0.execute(sql).first?.read("n", as: Int.self) ?? 0 }
  }

  /// Every inbox has come to its producers' last number.
  func everythingIsHandled() async throws -> Bool {
    for schema in Self.schemas {
      for (producer, owner) in Self.producers where owner != schema {
        let behind = try await count(
          """
          SELECT count(*) AS n FROM \(schema).inbox_positions p, \(owner).outbox_counter c
          WHERE p.producer = '\(producer)' AND p.last_number < c.last_number
          """)
        if behind > 0 { return false }
      }
    }
    return true
  }

  func trades() async throws -> Int { try await count("SELECT count(*) AS n FROM execution.trades") }

  func cycleHasEnded(_ cycle: CycleID) async throws -> Bool {
    try await count("SELECT count(*) AS n FROM charts.cycles WHERE cycle_id = '\(cycle)' AND status IN ('completed', 'skipped')") == 1
  }

  /// - Returns: one line for each sentence of the design that does not hold.
  func contradictions() async throws -> [String] {
    var found: [String] = []
    func expectNone(_ what: String, _ sql: String) async throws {
      let rows = try await count(sql)
      if rows > 0 { found.append("\(what): \(rows)") }
    }
    for schema in Self.schemas {
      try await expectNone("gaps in \(schema)'s outbox", "SELECT max(number) - count(*) AS n FROM \(schema).outbox HAVING count(*) > 0")
      try await expectNone("parked events in \(schema)", "SELECT count(*) AS n FROM \(schema).dead_letters")
    }
    try await expectNone(
      "ranked signals without exactly one of proposed and declined",
      """
      SELECT count(*) AS n FROM signals.outbox r, jsonb_array_elements(r.payload->'signals') s WHERE r.topic = 'signal-filter.signals.ranked' AND 1 <> (
        SELECT count(*) FROM risk.outbox o WHERE o.correlation_id = r.correlation_id AND s->>'symbol' = coalesce(o.payload->>'symbol', o.payload->'proposal'->>'symbol'))
      """)
    try await expectNone(
      "proposals without exactly one decision",
      """
      SELECT count(*) AS n FROM risk.outbox p WHERE p.topic = 'risk-manager.trade.proposed' AND 1 <> (
        SELECT count(*) FROM notifications.outbox o WHERE coalesce(o.payload->>'proposalID', o.payload->'proposal'->>'proposalID') = p.payload->'proposal'->>'proposalID')
      """)
    try await expectNone(
      "confirmed proposals without exactly one of opened and failed",
      """
      SELECT count(*) AS n FROM notifications.outbox c WHERE c.topic = 'notifier.trade.confirmed' AND 1 <> (
        SELECT count(*) FROM execution.outbox o WHERE o.topic IN ('executor.trade.opened', 'executor.trade.failed')
        AND o.payload->>'tradeID' = c.payload->'proposal'->>'proposalID')
      """)
    try await expectNone(
      "trades with more than one entry order",
      "SELECT count(*) AS n FROM (SELECT trade_id FROM execution.orders WHERE purpose = 'e' GROUP BY trade_id HAVING count(*) > 1) t")
    try await expectNone(
      "open trades without a stop", "SELECT count(*) AS n FROM execution.trades WHERE status = 'open' AND stop_loss IS NULL")
    try await expectNone(
      "slots held by nobody",
      """
      SELECT count(*) AS n FROM risk.reservations r WHERE r.state <> 'released' AND EXISTS (
        SELECT 1 FROM execution.trades t WHERE t.id = r.proposal_id AND t.status IN ('closed', 'cancelled', 'rejected'))
      """)
    return found
  }
}
