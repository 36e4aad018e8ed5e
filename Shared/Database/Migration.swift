/// One numbered, append-only step of a schema. The SQL is the program's own text.
package struct Migration: Sendable {
  package let number: Int
  package let name: String
  package let sql: String

  package init(_ number: Int, _ name: String, _ sql: String) {
    self.number = number
    self.name = name
    self.sql = sql
  }
}

/// Brings a slice to the state this program knows.
package struct Migrator: Sendable {
  /// `bus` for the tables that every slice has, `service` for the slice's own.
  let component: String
  let migrations: [Migration]

  package init(component: String, _ migrations: [Migration]) {
    precondition(migrations.map(\.number) == Array(1..<migrations.count + 1), "migrations are numbered 1, 2, 3, …")
    self.component = component
    self.migrations = migrations
  }

  /// How many migrations this program knows.
  package var count: Int { migrations.count }

  /// Applies what is missing, in one transaction under a lock.
  /// - Throws: ``DatabaseError`` `newerSchema` when a newer program has been here.
  package func migrate(_ database: Database) async throws {
    try await database.transaction { transaction in
      // A migration, or the wait for another process's, may take longer than a statement of daily work.
      try transaction.run("SET LOCAL statement_timeout = '10min'")
      try transaction.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema()))")
      try transaction.run(
        """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          component TEXT NOT NULL, number INT NOT NULL, name TEXT NOT NULL, applied_at TIMESTAMPTZ NOT NULL DEFAULT now(),
          PRIMARY KEY (component, number))
        """)
      let rows = try transaction.execute("SELECT coalesce(max(number), 0) AS last FROM schema_migrations WHERE component = $1", component)
      let last = try rows.first?.read("last", as: Int.self) ?? 0
      guard last <= migrations.count else {
        throw DatabaseError(
          .newerSchema,
          "the schema is at \(component) migration \(last), this program knows \(migrations.count): start the newer program or restore an older backup"
        )
      }
      for migration in migrations.dropFirst(last) {
        try transaction.run(migration.sql)
        try transaction.execute(
          "INSERT INTO schema_migrations (component, number, name) VALUES ($1, $2::int, $3)", component, migration.number, migration.name)
      }
    }
  }
}
