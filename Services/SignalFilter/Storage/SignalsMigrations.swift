import Database

enum SignalsMigrations {
  static let all = [
    Migration(
      1, "cycles, candidates, verdicts, live trades",
      """
      CREATE TABLE cycles (
        cycle_id UUID PRIMARY KEY,
        timeframe TEXT NOT NULL,
        candle_close TIMESTAMPTZ NOT NULL,
        symbols JSONB NOT NULL,
        analysis_by TIMESTAMPTZ NOT NULL,
        approve_by TIMESTAMPTZ NOT NULL,
        ends_at TIMESTAMPTZ NOT NULL,
        cause_event UUID NOT NULL,
        received_at TIMESTAMPTZ NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('collecting', 'ranked', 'expired')),
        ranked_at TIMESTAMPTZ);
      CREATE INDEX cycles_collecting ON cycles (analysis_by) WHERE state = 'collecting';
      CREATE TABLE candidates (
        cycle_id UUID NOT NULL,
        symbol VARCHAR(20) NOT NULL,
        analysis JSONB,
        reason TEXT,
        message TEXT,
        received_at TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (cycle_id, symbol),
        CHECK ((analysis IS NULL) <> (reason IS NULL)));
      CREATE TABLE verdicts (
        cycle_id UUID NOT NULL REFERENCES cycles,
        ordinal INT NOT NULL,
        symbol VARCHAR(20) NOT NULL,
        rule TEXT NOT NULL,
        value TEXT NOT NULL,
        rule_limit TEXT NOT NULL,
        passed BOOLEAN NOT NULL,
        PRIMARY KEY (cycle_id, ordinal));
      CREATE TABLE live_trades (
        proposal_id UUID PRIMARY KEY,
        symbol VARCHAR(20) NOT NULL,
        is_over BOOLEAN NOT NULL);
      CREATE INDEX live_trades_symbol ON live_trades (symbol) WHERE NOT is_over;
      """)
  ]
}
