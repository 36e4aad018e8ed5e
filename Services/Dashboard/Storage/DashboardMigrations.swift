import Database

enum DashboardMigrations {
  static let all = [
    Migration(
      1, "access",
      """
      CREATE TABLE credentials (
        name TEXT PRIMARY KEY CHECK (name = 'password'),
        hash TEXT NOT NULL CHECK (length(hash) = 64),
        created_at TIMESTAMPTZ NOT NULL
      );
      CREATE TABLE sessions (
        key TEXT PRIMARY KEY CHECK (length(key) = 64),
        csrf TEXT NOT NULL CHECK (length(csrf) = 64),
        remote TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        expires_at TIMESTAMPTZ NOT NULL CHECK (expires_at > created_at)
      );
      CREATE INDEX sessions_expiry ON sessions (expires_at);
      CREATE TABLE tokens (
        name VARCHAR(60) PRIMARY KEY,
        hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
        scope TEXT NOT NULL CHECK (scope IN ('read', 'trade', 'admin')),
        created_at TIMESTAMPTZ NOT NULL,
        expires_at TIMESTAMPTZ,
        revoked_at TIMESTAMPTZ
      );
      CREATE TABLE audit (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at TIMESTAMPTZ NOT NULL,
        actor TEXT NOT NULL,
        remote TEXT NOT NULL,
        action TEXT NOT NULL,
        target TEXT NOT NULL,
        outcome TEXT NOT NULL
      );
      CREATE INDEX audit_at ON audit (at DESC);
      """)
  ]
}
