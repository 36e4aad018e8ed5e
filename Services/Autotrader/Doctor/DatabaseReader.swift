import Database
import Model
import ServiceKit
import TradingRules

/// Reads ``DatabaseFacts`` as the administrator, in one transaction that writes nothing.
struct DatabaseReader: Sendable {
  let settings: Settings
  let mode: TradingMode

  func read() async throws -> DatabaseFacts {
    guard let address = settings.text(.databaseAdministratorURL) else {
      throw CannotTell("the database is not looked at: AUTOTRADER_DATABASE_ADMINURL is not set")
    }
    let database = Database(
      DatabaseConfiguration(
        address: address, password: settings.text(.databaseAdministratorPassword), applicationName: "autotrader.doctor"))
    let required = try settings.integer(.livePaperTrades)
    do {
      let facts = try await database.transaction { try Self.facts($0, mode, requiredPaperTrades: required) }
      await database.close()
      return facts
    } catch {
      await database.close()
      throw error
    }
  }

  static func facts(_ transaction: Transaction, _ mode: TradingMode, requiredPaperTrades: Int) throws -> DatabaseFacts {
    try transaction.execute("SET TRANSACTION READ ONLY")
    let server = try transaction.execute(
      """
      SELECT current_setting('server_version_num')::int AS version,
        current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off' AS durable
      """
    ).first
    let all = ServiceName.owners.compactMap { Slice($0) }
    let slices = try ServiceName.owners.compactMap { service in
      try Slice(service).map { try facts(of: service, $0, besides: all, transaction) }
    }
    let hasTables = slices.allSatisfy { $0.migration != nil }
    return DatabaseFacts(
      serverVersion: try server?.read("version") ?? 0, isDurable: try server?.read("durable") ?? false, slices: slices,
      clearance: hasTables ? try clearance(transaction, mode, requiredPaperTrades) : nil,
      danglingReferences: hasTables ? try danglingReferences(transaction) : [:])
  }

  private static func facts(
    of service: ServiceName, _ slice: Slice, besides all: [Slice], _ transaction: Transaction
  ) throws -> DatabaseFacts.SliceFacts {
    let role = try transaction.execute("SELECT rolsuper OR rolbypassrls AS strong FROM pg_roles WHERE rolname = $1", slice.role).first
    var foreign: [String] = []
    if role != nil {
      let others = all.map(\.schema).filter { $0 != slice.schema }.joined(separator: ",")
      foreign = try transaction.execute(
        """
        SELECT nspname::text AS name FROM pg_namespace
        WHERE nspname = ANY (string_to_array($2, ',')) AND has_schema_privilege($1::name, nspname::text, 'USAGE') ORDER BY 1
        """, slice.role, others
      ).map { try $0.read("name") }
    }
    var migrations: [String: Int] = [:]
    if try transaction.exists("SELECT 1 WHERE to_regclass($1) IS NOT NULL", "\(slice.schema).schema_migrations") {
      // The name of a schema cannot be a parameter of the query; the search path can.
      try transaction.execute("SELECT set_config('search_path', $1, true)", slice.schema)
      for row in try transaction.execute("SELECT component, max(number) AS number FROM schema_migrations GROUP BY component") {
        migrations[try row.read("component")] = try row.read("number")
      }
    }
    return DatabaseFacts.SliceFacts(
      service: service, schema: slice.schema, hasRole: role != nil, isSuperuser: try role?.read("strong") ?? false, foreignSchemas: foreign,
      busMigration: migrations["bus"], migration: migrations["service"])
  }

  /// As the executor's own question at its start.
  private static func clearance(_ transaction: Transaction, _ mode: TradingMode, _ required: Int) throws -> ModeClearance? {
    guard
      try transaction.exists(
        "SELECT 1 FROM information_schema.columns WHERE table_schema = 'execution' AND table_name = 'trades' AND column_name = 'mode'")
    else { return nil }
    var unfinished: [TradingMode: Int] = [:]
    let open = try transaction.execute(
      "SELECT mode, count(*) AS trades FROM execution.trades WHERE status IN ('pending', 'open') GROUP BY mode")
    for row in open {
      let name = try row.readOptional("mode", as: String.self) ?? "none"
      guard let mode = TradingMode(rawValue: name) else { throw CannotTell("a trade has the unknown mode \(name)") }
      unfinished[mode] = try row.read("trades")
    }
    let closed = try transaction.execute(
      "SELECT count(*) AS trades FROM execution.trades WHERE status = 'closed' AND mode = 'paper' AND adopted_by IS NULL"
    ).first
    return ModeClearance(
      mode: mode, closedPaperTrades: try closed?.read("trades") ?? 0, requiredPaperTrades: required, unfinished: unfinished)
  }

  /// References across slices are plain identifiers (DESIGN §5): nobody but the doctor checks them.
  /// Adopted trades have neither cycle nor analysis, and the cycles of trades that never opened are deleted in time.
  private static func danglingReferences(_ transaction: Transaction) throws -> [String: Int] {
    let row = try transaction.execute(
      """
      SELECT
        (SELECT count(*) FROM execution.trades t WHERE t.adopted_by IS NULL AND t.status IN ('open', 'closed')
          AND NOT EXISTS (SELECT 1 FROM charts.cycles c WHERE c.cycle_id = t.cycle_id)) AS cycles,
        (SELECT count(*) FROM execution.trades t WHERE t.adopted_by IS NULL
          AND NOT EXISTS (SELECT 1 FROM analysis.analysis_results a WHERE a.id = t.recommendation_id)) AS analyses,
        (SELECT count(*) FROM risk.reservations r JOIN execution.trades t ON t.id = r.proposal_id
          WHERE r.state = 'authorized' AND t.closed_at < now() - interval '1 minute') AS reservations
      """
    ).first
    return [
      "trades of an unknown cycle": try row?.read("cycles") ?? 0, "trades of an unknown analysis": try row?.read("analyses") ?? 0,
      "slots held for trades that are over": try row?.read("reservations") ?? 0,
    ]
  }
}

/// Why a fact is not known, in one sentence.
struct CannotTell: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
