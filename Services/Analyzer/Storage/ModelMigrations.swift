import Database

/// The tables of the vision models: prompts, calls, and the money they cost.
enum ModelMigrations {
  static let calls = Migration(
    3, "prompts, model calls and their costs",
    """
    CREATE TABLE prompts (
      name VARCHAR(80) PRIMARY KEY,
      active_version UUID,
      created_at TIMESTAMPTZ NOT NULL DEFAULT now());
    CREATE TABLE prompt_versions (
      id UUID PRIMARY KEY,
      prompt_name VARCHAR(80) NOT NULL REFERENCES prompts (name),
      version INT NOT NULL CHECK (version > 0),
      system_text TEXT NOT NULL CHECK (system_text <> ''),
      user_text TEXT NOT NULL CHECK (user_text <> ''),
      created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
      UNIQUE (prompt_name, version),
      UNIQUE (prompt_name, id));
    ALTER TABLE prompts ADD FOREIGN KEY (name, active_version) REFERENCES prompt_versions (prompt_name, id);
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION '% is never changed: add a new row', TG_TABLE_NAME; END $$;
    CREATE TRIGGER prompt_versions_fixed BEFORE UPDATE OR DELETE ON prompt_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();

    CREATE TABLE spending (
      period TEXT PRIMARY KEY CHECK (period ~ '^(day:\\d{4}-\\d{2}-\\d{2}|month:\\d{4}-\\d{2})$'),
      booked NUMERIC(20,8) NOT NULL DEFAULT 0 CHECK (booked >= 0),
      reserved NUMERIC(20,8) NOT NULL DEFAULT 0 CHECK (reserved >= 0));

    CREATE TABLE model_calls (
      id UUID PRIMARY KEY,
      question_key TEXT NOT NULL CHECK (question_key ~ '^[0-9a-f]{64}$'),
      state TEXT NOT NULL CHECK (state IN ('running', 'answered', 'failed', 'abandoned')),
      cycle_id UUID NOT NULL,
      symbol VARCHAR(20) NOT NULL,
      timeframe VARCHAR(10) NOT NULL,
      candle_close TIMESTAMPTZ NOT NULL,
      analysis_id UUID,
      model TEXT NOT NULL,
      prompt_version UUID NOT NULL REFERENCES prompt_versions (id),
      image_hash TEXT NOT NULL,
      parameters JSONB NOT NULL,
      reserved NUMERIC(20,8) NOT NULL CHECK (reserved >= 0),
      cost NUMERIC(20,8) CHECK (cost >= 0),
      cost_is_estimate BOOLEAN NOT NULL DEFAULT false,
      usage JSONB,
      answered_by TEXT,
      request_id TEXT,
      http_status INT,
      fault_code TEXT,
      fault_message TEXT,
      content TEXT,
      latency_ms BIGINT,
      day DATE NOT NULL,
      claimed_by TEXT NOT NULL,
      claimed_until TIMESTAMPTZ NOT NULL,
      started_at TIMESTAMPTZ NOT NULL,
      ended_at TIMESTAMPTZ,
      CHECK ((state = 'running') = (ended_at IS NULL)),
      CHECK ((state = 'running') = (cost IS NULL)),
      CHECK (state <> 'answered' OR content IS NOT NULL));
    CREATE UNIQUE INDEX model_calls_question ON model_calls (question_key) WHERE state IN ('running', 'answered');
    CREATE INDEX model_calls_abandoned ON model_calls (question_key) WHERE state = 'abandoned';
    CREATE INDEX model_calls_started ON model_calls (started_at);
    CREATE INDEX model_calls_job ON model_calls (cycle_id, symbol);
    CREATE INDEX model_calls_running ON model_calls (claimed_by) WHERE state = 'running';

    CREATE TABLE cost_ledger (
      entry BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      call_id UUID NOT NULL REFERENCES model_calls (id),
      kind TEXT NOT NULL CHECK (kind IN ('reserved', 'released', 'booked')),
      amount NUMERIC(20,8) NOT NULL CHECK (amount >= 0),
      day DATE NOT NULL,
      at TIMESTAMPTZ NOT NULL,
      UNIQUE (call_id, kind));
    CREATE TRIGGER cost_ledger_fixed BEFORE UPDATE OR DELETE ON cost_ledger FOR EACH ROW EXECUTE FUNCTION refuse_change();
    """)
}
