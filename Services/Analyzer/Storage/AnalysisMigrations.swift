import Database

enum AnalysisMigrations {
  static let all = [
    Migration(
      1, "analysis results and jobs",
      """
      CREATE TABLE analysis_results (
        id UUID PRIMARY KEY,
        symbol VARCHAR(20) NOT NULL,
        timeframe VARCHAR(10) NOT NULL,
        recommendation VARCHAR(10) NOT NULL CHECK (recommendation IN ('buy', 'sell', 'hold')),
        confidence NUMERIC(5,3) NOT NULL CHECK (confidence BETWEEN 0 AND 1),
        entry_price NUMERIC(20,8) CHECK (entry_price > 0),
        stop_loss NUMERIC(20,8) CHECK (stop_loss > 0),
        take_profit NUMERIC(20,8) CHECK (take_profit > 0),
        image_path TEXT,
        analysis_data JSONB NOT NULL,
        summary JSONB NOT NULL,
        prompt_name VARCHAR(100) NOT NULL,
        timestamp TIMESTAMPTZ NOT NULL,
        created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
        UNIQUE (symbol, timeframe, timestamp),
        CHECK ((recommendation = 'hold') OR (entry_price IS NOT NULL AND stop_loss IS NOT NULL AND take_profit IS NOT NULL)));
      CREATE INDEX idx_analysis_symbol_timeframe ON analysis_results (symbol, timeframe);
      CREATE TABLE shadow_results (
        id UUID PRIMARY KEY,
        symbol VARCHAR(20) NOT NULL,
        timeframe VARCHAR(10) NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('rejected', 'shadow', 'ensemble', 'trial')),
        reason TEXT,
        analysis_data JSONB NOT NULL,
        image_path TEXT,
        timestamp TIMESTAMPTZ NOT NULL,
        created_at TIMESTAMPTZ NOT NULL DEFAULT now());
      CREATE TABLE jobs (
        cycle_id UUID NOT NULL,
        symbol VARCHAR(20) NOT NULL,
        chart JSONB NOT NULL,
        cause_event UUID NOT NULL,
        analysis_by TIMESTAMPTZ NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed', 'expired')),
        tries INT NOT NULL DEFAULT 0,
        claimed_by TEXT,
        claimed_until TIMESTAMPTZ,
        received_at TIMESTAMPTZ NOT NULL,
        ended_at TIMESTAMPTZ,
        PRIMARY KEY (cycle_id, symbol));
      CREATE INDEX jobs_pending ON jobs (received_at) WHERE state = 'pending';
      """),
    Migration(2, "jobs are deleted by age", "CREATE INDEX jobs_ended_at ON jobs (ended_at);"),
    ModelMigrations.calls,
    Migration(
      4, "an analysis's calls are found", "CREATE INDEX model_calls_analysis ON model_calls (analysis_id) WHERE analysis_id IS NOT NULL;"),
  ]
}
