import Database

enum MonitoringMigrations {
  static let all = [
    Migration(
      1, "tracked trades, position tracking, alerts",
      """
      CREATE TABLE tracked_trades (
        trade_id UUID PRIMARY KEY,
        cycle_id UUID NOT NULL,
        symbol VARCHAR(20) NOT NULL,
        side VARCHAR(10) CHECK (side IN ('Buy', 'Sell')),
        quantity NUMERIC(20,8),
        entry_price NUMERIC(20,8),
        stop_loss NUMERIC(20,8),
        is_over BOOLEAN NOT NULL,
        check_at TIMESTAMPTZ NOT NULL,
        CHECK (is_over OR (side IS NOT NULL AND quantity IS NOT NULL AND entry_price IS NOT NULL AND stop_loss IS NOT NULL)));
      CREATE INDEX tracked_trades_live ON tracked_trades (check_at) WHERE NOT is_over;
      CREATE TABLE position_tracking (
        id UUID PRIMARY KEY,
        trade_id UUID NOT NULL,
        symbol VARCHAR(20) NOT NULL,
        entry_price NUMERIC(20,8),
        current_price NUMERIC(20,8),
        live_rr NUMERIC(10,3),
        unrealized_pnl NUMERIC(20,8),
        position JSONB NOT NULL,
        checked_at TIMESTAMPTZ NOT NULL);
      CREATE INDEX idx_positions_symbol ON position_tracking (symbol);
      CREATE INDEX position_tracking_trade ON position_tracking (trade_id, checked_at DESC);
      CREATE TABLE alerts (
        trade_id UUID NOT NULL,
        code TEXT NOT NULL,
        symbol VARCHAR(20) NOT NULL,
        message TEXT NOT NULL,
        raised_at TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (trade_id, code));
      """),
    Migration(
      2, "differences seen once",
      """
      CREATE TABLE differences (
        trade_id UUID NOT NULL REFERENCES tracked_trades,
        code TEXT NOT NULL,
        first_seen_at TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (trade_id, code));
      """),
    Migration(
      3, "reconciliations",
      """
      CREATE TABLE reconciliations (
        id UUID PRIMARY KEY,
        at TIMESTAMPTZ NOT NULL,
        trades INT NOT NULL,
        positions INT NOT NULL,
        orders INT NOT NULL,
        differences JSONB NOT NULL,
        wallet_balance NUMERIC(20,8) NOT NULL,
        is_flat BOOLEAN NOT NULL,
        is_in_doubt BOOLEAN NOT NULL,
        unexplained NUMERIC(20,8));
      CREATE INDEX reconciliations_at ON reconciliations (at DESC);
      CREATE TABLE open_differences (
        key TEXT PRIMARY KEY,
        code TEXT NOT NULL,
        symbol VARCHAR(20) NOT NULL,
        trade_id UUID,
        message TEXT NOT NULL,
        first_seen_at TIMESTAMPTZ NOT NULL,
        confirmed_at TIMESTAMPTZ);
      """),
    Migration(
      4, "comparisons in the order in which they were made",
      """
      ALTER TABLE reconciliations
        ADD COLUMN number BIGINT GENERATED ALWAYS AS IDENTITY UNIQUE,
        ADD COLUMN process_started_at TIMESTAMPTZ;
      """),
  ]
}
