import Model

/// From facts to findings. Pure: no clock, no network, no files.
enum DoctorRules {
  static func findings(_ facts: DoctorFacts) -> [Finding] {
    bus(facts) + WorkRules.findings(facts) + database(facts) + practice(facts) + ExchangeRules.findings(facts) + [
      analyst(facts), disk(facts),
    ]
  }

  // MARK: Bus and programs

  private static func bus(_ facts: DoctorFacts) -> [Finding] {
    let names = ServiceName.allCases
    let silent = names.filter { facts.pings[$0] == nil }.map(\.rawValue)
    var findings: [Finding] = []
    if silent.isEmpty {
      findings.append(.good("bus", "all \(names.count) services answer"))
    } else {
      findings.append(
        .failed(
          "bus", "no answer from \(silent.joined(separator: ", "))",
          fix: "read the last line of its log, which says why: autotrader logs \(silent[0]), or docker compose logs \(silent[0])"))
    }
    let others = names.compactMap { name in
      facts.pings[name].flatMap { $0.version == facts.limits.version ? nil : "\(name.rawValue) \($0.version)" }
    }
    findings.append(
      others.isEmpty
        ? .good("version", "every program is \(facts.limits.version)")
        : .failed(
          "version", "this program is \(facts.limits.version), others are not: \(others.joined(separator: ", "))",
          fix: "build once and start everything again from that build"))
    findings.append(
      facts.hasBusKeys || facts.isBusLocal
        ? .good(
          "keys",
          facts.hasBusKeys ? "the bus is encrypted, and only programs with a key may connect" : "the bus is plain, on this machine alone")
        : .warning(
          "keys", "the bus is plain and reaches beyond this machine",
          fix: "make keys with autotrader keys, set AUTOTRADER_BUS_KEYS to their folder and start everything again"))
    return findings
  }

  // MARK: Database

  private static func database(_ facts: DoctorFacts) -> [Finding] {
    guard case .known(let database) = facts.database else {
      return [
        unknown("database", facts.database, fix: "start PostgreSQL, and check AUTOTRADER_DATABASE_URL and the administrator's password")
      ]
    }
    var findings: [Finding] = []
    let version = database.serverVersion / 10_000
    findings.append(
      version >= 15
        ? .good("database", "PostgreSQL \(version) answers")
        : .failed("database", "PostgreSQL \(version) is too old", fix: "use PostgreSQL 15 or later"))
    findings.append(
      database.isDurable
        ? .good("durability", "a commit survives a power cut")
        : .failed("durability", "fsync or synchronous_commit is off: a power cut loses trades", fix: "set both to on in postgresql.conf"))
    findings.append(rights(database))
    findings.append(schema(database, facts))
    let dangling = database.danglingReferences.filter { $0.value > 0 }.sorted { $0.key < $1.key }
    findings.append(
      dangling.isEmpty
        ? .good("references", "every reference between the services' tables leads somewhere")
        : .warning(
          "references", dangling.map { "\($0.value) \($0.key)" }.joined(separator: ", "),
          fix: "look at one with autotrader why; a restored backup of some services only is the usual reason"))
    return findings
  }

  private static func rights(_ database: DatabaseFacts) -> Finding {
    let missing = database.slices.filter { !$0.hasRole }.map(\.schema)
    if !missing.isEmpty {
      return .failed(
        "rights", "no role for \(missing.joined(separator: ", "))",
        fix: "start these services once with AUTOTRADER_DATABASE_ADMINURL: they make their own")
    }
    if let strong = database.slices.first(where: \.isSuperuser) {
      return .failed(
        "rights", "the role of \(strong.schema) is a superuser", fix: "ALTER ROLE autotrader_\(strong.schema) NOSUPERUSER NOBYPASSRLS")
    }
    if let open = database.slices.first(where: { !$0.foreignSchemas.isEmpty }) {
      return .failed(
        "rights", "the role of \(open.schema) may use \(open.foreignSchemas.joined(separator: ", "))",
        fix: "REVOKE ALL ON SCHEMA \(open.foreignSchemas[0]) FROM PUBLIC, autotrader_\(open.schema)")
    }
    return .good("rights", "each of \(database.slices.count) roles reaches its own schema and no other")
  }

  /// The bus's tables against this program, each service's own against what its running process knows.
  private static func schema(_ database: DatabaseFacts, _ facts: DoctorFacts) -> Finding {
    let known = facts.limits.busMigrations
    if let newer = database.slices.first(where: { ($0.busMigration ?? 0) > known }) {
      return .failed(
        "schema", "schema \(newer.schema) was written by a newer program (bus migration \(newer.busMigration ?? 0), known here: \(known))",
        fix: "start the newer program, or restore an older backup")
    }
    for slice in database.slices {
      guard let migration = slice.migration, let own = facts.migrations[slice.service], migration > own else { continue }
      return .failed(
        "schema",
        "schema \(slice.schema) was written by a newer \(slice.service.rawValue) (migration \(migration), the running one knows \(own))",
        fix: "start the newer program, or restore an older backup")
    }
    let behind = database.slices.filter { slice in
      (slice.busMigration ?? 0) < known || (slice.migration ?? 0) < (facts.migrations[slice.service] ?? 1)
    }.map(\.schema)
    guard behind.isEmpty else {
      return .failed(
        "schema", "not brought up to date yet: \(behind.joined(separator: ", "))", fix: "start their services: each migrates its own schema"
      )
    }
    let silent = database.slices.filter { facts.migrations[$0.service] == nil }.map(\.service.rawValue)
    return silent.isEmpty
      ? .good("schema", "every schema is at the last migration that its service knows")
      : .warning(
        "schema", "\(silent.joined(separator: ", ")) did not say how far its tables must be; the bus's tables are up to date",
        fix: "let every service answer (see bus), then ask again")
  }

  // MARK: Practice

  private static func practice(_ facts: DoctorFacts) -> [Finding] {
    guard case .known(let database) = facts.database, let clearance = database.clearance else { return [] }
    if let objection = clearance.objection {
      return [.failed("practice", objection, fix: "do as it says; the executor refuses mode \(facts.limits.mode.rawValue) until then")]
    }
    return [
      .good(
        "practice",
        "\(clearance.closedPaperTrades) paper trades have closed, \(clearance.requiredPaperTrades) are needed before mode live is allowed")
    ]
  }

  // MARK: Models and disk

  private static func analyst(_ facts: DoctorFacts) -> Finding {
    guard case .known(let analyst) = facts.analyst else {
      return unknown("analyst", facts.analyst, fix: "check AUTOTRADER_ANALYST_URL and the network")
    }
    switch analyst.access {
    case .rules: return .good("analyst", "fixed rules: no model is asked")
    case .refused(let status):
      let isKey = status == 401 || status == 403
      return .failed(
        "analyst", "the models' server answers \(status)",
        fix: isKey ? "check the key in AUTOTRADER_ANALYST_APIKEY" : "check AUTOTRADER_ANALYST_URL, up to and with its /v1")
    case .models(let offered):
      guard let offered else { return .good("analyst", "the models' server answers; it does not list its models") }
      let missing = analyst.wanted.filter { !offered.contains($0) }
      return missing.isEmpty
        ? .good("analyst", "the models' server offers \(analyst.wanted.joined(separator: ", "))")
        : .failed(
          "analyst", "the models' server does not offer \(missing.joined(separator: ", "))",
          fix: "name models that it has in AUTOTRADER_ANALYST_MODELS")
    }
  }

  private static let wantedSpace: Int64 = 2_000_000_000
  private static let neededSpace: Int64 = 500_000_000

  private static func disk(_ facts: DoctorFacts) -> Finding {
    guard case .known(let disk) = facts.disk else { return unknown("disk", facts.disk, fix: "check the file system") }
    let text = "\(disk.free / 1_000_000) MB free at \(disk.path)"
    let fix = "make room: pictures and logs grow by about 300 kB a cycle"
    if disk.free < neededSpace { return .failed("disk", text, fix: fix) }
    return disk.free < wantedSpace ? .warning("disk", text, fix: fix) : .good("disk", text)
  }

  static func unknown<Value>(_ check: String, _ fact: Known<Value>, fix: String) -> Finding {
    guard case .unknown(let reason) = fact else { return .good(check, "known") }
    return .failed(check, reason, fix: fix)
  }
}
