import Database

enum ChartsMigrations {
  static let all = [
    Migration(
      1, "cycles, charts, klines",
      """
      CREATE TABLE cycles (
        cycle_id UUID PRIMARY KEY,
        timeframe TEXT NOT NULL,
        boundary TIMESTAMPTZ NOT NULL,
        candle_close TIMESTAMPTZ NOT NULL,
        symbols JSONB NOT NULL,
        analysis_by TIMESTAMPTZ NOT NULL,
        approve_by TIMESTAMPTZ NOT NULL,
        ends_at TIMESTAMPTZ NOT NULL,
        is_manual BOOLEAN NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('planned', 'started', 'skipped', 'completed')),
        reason TEXT,
        planned_at TIMESTAMPTZ NOT NULL,
        ranked_at TIMESTAMPTZ,
        ended_at TIMESTAMPTZ,
        UNIQUE (timeframe, boundary));
      CREATE INDEX cycles_live ON cycles (ends_at) WHERE status IN ('planned', 'started');
      CREATE INDEX cycles_planned_at ON cycles (planned_at DESC);
      CREATE TABLE cycle_steps (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        cycle_id UUID NOT NULL,
        step JSONB NOT NULL);
      CREATE INDEX cycle_steps_cycle ON cycle_steps (cycle_id);
      CREATE TABLE cycle_signals (
        cycle_id UUID NOT NULL,
        symbol VARCHAR(20) NOT NULL,
        was_proposed BOOLEAN NOT NULL,
        ended_as TEXT CHECK (ended_as IN ('declined', 'rejected', 'expired', 'opened', 'failed')),
        PRIMARY KEY (cycle_id, symbol));
      CREATE TABLE images (
        hash TEXT PRIMARY KEY CHECK (length(hash) = 64),
        png BYTEA NOT NULL,
        created_at TIMESTAMPTZ NOT NULL DEFAULT now());
      CREATE TABLE charts (
        cycle_id UUID NOT NULL REFERENCES cycles,
        symbol VARCHAR(20) NOT NULL,
        cause_event UUID,
        state TEXT NOT NULL CHECK (state IN ('pending', 'captured', 'failed')),
        image_hash TEXT REFERENCES images,
        reason TEXT,
        ended_at TIMESTAMPTZ,
        PRIMARY KEY (cycle_id, symbol));
      CREATE INDEX charts_pending ON charts (cycle_id) WHERE state = 'pending';
      CREATE TABLE klines (
        symbol VARCHAR(20) NOT NULL,
        timeframe TEXT NOT NULL,
        open_time TIMESTAMPTZ NOT NULL,
        open DOUBLE PRECISION NOT NULL,
        high DOUBLE PRECISION NOT NULL,
        low DOUBLE PRECISION NOT NULL,
        close DOUBLE PRECISION NOT NULL,
        volume DOUBLE PRECISION NOT NULL,
        PRIMARY KEY (symbol, timeframe, open_time),
        CHECK (low > 0 AND high >= greatest(open, close) AND low <= least(open, close) AND volume >= 0));
      """),
    // A picture that is deleted leaves its hash behind: the chart still says what was looked at.
    Migration(
      2, "verified histories, retention",
      """
      CREATE TABLE kline_histories (
        symbol VARCHAR(20) NOT NULL,
        timeframe TEXT NOT NULL,
        asked_from TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (symbol, timeframe));
      ALTER TABLE charts DROP CONSTRAINT charts_image_hash_fkey;
      CREATE INDEX charts_image_hash ON charts (image_hash);
      CREATE INDEX images_created_at ON images (created_at);
      CREATE INDEX cycles_candle ON cycles (timeframe, candle_close);
      """),
  ]
}
