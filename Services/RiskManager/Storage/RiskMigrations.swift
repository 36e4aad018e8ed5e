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
      """),
    Migration(
      2, "trading state",
      """
      CREATE TABLE trading_state (
        only_row BOOLEAN PRIMARY KEY DEFAULT true CHECK (only_row),
        level TEXT NOT NULL CHECK (level IN ('running', 'paused', 'halted')),
        reason TEXT CHECK (reason IN ('asked', 'dailyLoss', 'drawdown')),
        message TEXT,
        decided_by TEXT,
        since TIMESTAMPTZ NOT NULL,
        day TIMESTAMPTZ,
        day_start_equity NUMERIC(20,8),
        peak_equity NUMERIC(20,8),
        last_equity NUMERIC(20,8),
        observed_at TIMESTAMPTZ,
        updated_at TIMESTAMPTZ NOT NULL,
        CHECK ((level = 'running') = (reason IS NULL)),
        CHECK ((day IS NULL) = (day_start_equity IS NULL)));
      INSERT INTO trading_state (level, since, updated_at) VALUES ('running', now(), now());
      CREATE TABLE trading_state_events (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        action TEXT NOT NULL,
        level TEXT NOT NULL,
        reason TEXT,
        message TEXT NOT NULL,
        decided_by TEXT NOT NULL,
        equity NUMERIC(20,8),
        at TIMESTAMPTZ NOT NULL);
      """),
    Migration(
      3, "margin of reservations",
      """
      ALTER TABLE reservations ADD COLUMN margin NUMERIC(20,8) NOT NULL DEFAULT 0 CHECK (margin >= 0);
      ALTER TABLE reservations ALTER COLUMN margin DROP DEFAULT;
      ALTER TABLE reservations ADD COLUMN opened_at TIMESTAMPTZ;
      """),
  ]
}
