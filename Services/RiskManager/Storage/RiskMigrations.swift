import Database

enum RiskMigrations {
  static let all = [
    Migration(
      1, "sizings and reservations",
      """
      CREATE TABLE sizings (
        cycle_id UUID NOT NULL,
        symbol VARCHAR(20) NOT NULL,
        rank INT NOT NULL,
        signal JSONB NOT NULL,
        cause_event UUID NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pending', 'proposed', 'declined')),
        message TEXT,
        steps JSONB,
        received_at TIMESTAMPTZ NOT NULL,
        decided_at TIMESTAMPTZ,
        PRIMARY KEY (cycle_id, symbol));
      CREATE INDEX sizings_pending ON sizings (received_at, rank) WHERE state = 'pending';
      CREATE TABLE reservations (
        proposal_id UUID PRIMARY KEY,
        cycle_id UUID NOT NULL,
        symbol VARCHAR(20) NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('reserved', 'authorized', 'released')),
        risk_amount NUMERIC(20,8) NOT NULL CHECK (risk_amount >= 0),
        enter_by TIMESTAMPTZ NOT NULL,
        reserved_at TIMESTAMPTZ NOT NULL,
        released_at TIMESTAMPTZ,
        release_reason TEXT);
      CREATE UNIQUE INDEX reservations_one_per_symbol ON reservations (symbol) WHERE state IN ('reserved', 'authorized');
      """)
  ]
}
