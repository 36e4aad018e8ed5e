import Model

/// Makes a service's schema and login role, and the auditor's, with an administrator's connection.
package struct Provisioner: Sendable {
  private let administrator: Database

  package init(_ administrator: Database) { self.administrator = administrator }

  /// Creates what is missing and sets the role's password. Safe to repeat and to run from several services at once.
  package func provision(_ slice: Slice, password: String, auditPassword: String?) async throws {
    try await administrator.transaction { transaction in
      // One lock for all services: CREATE ROLE IF NOT EXISTS does not exist.
      try transaction.execute("SELECT pg_advisory_xact_lock(7280155901)")
      try ensureRole(slice.role, password: password, transaction)
      try ensureRole(Slice.auditRole, password: auditPassword, transaction)
      try statement("CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I", slice.schema, slice.role, transaction)
      try transaction.run("REVOKE ALL ON SCHEMA public FROM PUBLIC")
      try statement("GRANT USAGE ON SCHEMA %I TO %I", slice.schema, Slice.auditRole, transaction)
      try statement("GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I", slice.schema, Slice.auditRole, transaction)
      try statement("GRANT %I TO CURRENT_USER", slice.role, "", transaction)
      try transaction.run(
        try quoted(
          "ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT SELECT ON TABLES TO autotrader_audit", slice.role, slice.schema,
          transaction))
    }
  }

  private func ensureRole(_ role: String, password: String?, _ transaction: Transaction) throws {
    if try !transaction.exists("SELECT 1 FROM pg_roles WHERE rolname = $1", role) {
      try statement("CREATE ROLE %I LOGIN CONNECTION LIMIT 30", role, "", transaction)
    }
    guard let password else { return }
    try transaction.run(try quoted("ALTER ROLE %I PASSWORD %L", role, password, transaction), shownAs: "ALTER ROLE \(role) PASSWORD …")
  }

  private func statement(_ format: String, _ first: String, _ second: String, _ transaction: Transaction) throws {
    try transaction.run(try quoted(format, first, second, transaction))
  }

  /// The server quotes identifiers (%I) and literals (%L).
  private func quoted(_ format: String, _ first: String, _ second: String, _ transaction: Transaction) throws -> String {
    let rows = try transaction.execute("SELECT format($1, $2::text, $3::text) AS sql", format, first, second)
    guard let sql = try rows.first?.read("sql", as: String.self) else { throw DatabaseError(.unexpectedValue, "format() gave no row") }
    return sql
  }
}
