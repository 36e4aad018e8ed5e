import Database

enum ExecutionMigrations {
  static let all = [
    Migration(
      1, "trades, orders, executions",
      """
      CREATE TABLE trades (
        id UUID PRIMARY KEY,
        recommendation_id UUID NOT NULL,
        cycle_id UUID NOT NULL,
        symbol VARCHAR(20) NOT NULL,
        side VARCHAR(10) NOT NULL CHECK (side IN ('Buy', 'Sell')),
        quantity NUMERIC(20,8) NOT NULL CHECK (quantity > 0),
        entry_price NUMERIC(20,8) CHECK (entry_price > 0),
        take_profit NUMERIC(20,8) CHECK (take_profit > 0),
        stop_loss NUMERIC(20,8) CHECK (stop_loss > 0),
        order_id VARCHAR(50) UNIQUE,
        pnl NUMERIC(20,8) NOT NULL DEFAULT 0,
        status VARCHAR(20) NOT NULL CHECK (status IN ('pending', 'open', 'closed', 'cancelled', 'rejected')),
        prompt_name VARCHAR(100),
        reason TEXT,
        proposal JSONB NOT NULL,
        cause_event UUID NOT NULL,
        unprotected_milliseconds BIGINT,
        created_at TIMESTAMPTZ NOT NULL,
        opened_at TIMESTAMPTZ,
        closed_at TIMESTAMPTZ);
      CREATE UNIQUE INDEX trades_one_live_per_symbol ON trades (symbol) WHERE status IN ('pending', 'open');
      CREATE INDEX idx_trades_symbol_status ON trades (symbol, status);
      CREATE INDEX idx_trades_created_at ON trades (created_at DESC);
      CREATE TABLE orders (
        id UUID PRIMARY KEY,
        trade_id UUID NOT NULL REFERENCES trades,
        link_id VARCHAR(36) NOT NULL UNIQUE,
        purpose TEXT NOT NULL CHECK (purpose IN ('e', 'c', 'f')),
        symbol VARCHAR(20) NOT NULL,
        side VARCHAR(10) NOT NULL CHECK (side IN ('Buy', 'Sell')),
        quantity NUMERIC(20,8) NOT NULL CHECK (quantity > 0),
        state TEXT NOT NULL CHECK (state IN ('intended', 'sending', 'acknowledged', 'filled', 'failed')),
        exchange_order_id VARCHAR(50),
        sent_at TIMESTAMPTZ,
        acknowledged_at TIMESTAMPTZ,
        lookups INT NOT NULL DEFAULT 0,
        created_at TIMESTAMPTZ NOT NULL);
      CREATE INDEX orders_trade ON orders (trade_id);
      CREATE TABLE order_events (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        order_id UUID NOT NULL REFERENCES orders,
        state TEXT NOT NULL,
        detail TEXT NOT NULL,
        at TIMESTAMPTZ NOT NULL);
      CREATE INDEX order_events_order ON order_events (order_id);
      CREATE TABLE executions (
        execution_id TEXT PRIMARY KEY,
        trade_id UUID NOT NULL REFERENCES trades,
        exchange_order_id VARCHAR(50) NOT NULL,
        link_id VARCHAR(36),
        symbol VARCHAR(20) NOT NULL,
        side VARCHAR(10) NOT NULL CHECK (side IN ('Buy', 'Sell')),
        price NUMERIC(20,8) NOT NULL,
        quantity NUMERIC(20,8) NOT NULL,
        fee NUMERIC(20,8) NOT NULL,
        executed_at TIMESTAMPTZ NOT NULL);
      CREATE INDEX executions_trade ON executions (trade_id);
      """),
    Migration(
      2, "halts",
      """
      CREATE TABLE halts (
        event_id UUID PRIMARY KEY,
        flatten BOOLEAN NOT NULL,
        reason TEXT NOT NULL,
        message TEXT NOT NULL,
        decided_by TEXT NOT NULL,
        received_at TIMESTAMPTZ NOT NULL,
        handled_at TIMESTAMPTZ);
      CREATE INDEX halts_to_flatten ON halts (received_at) WHERE flatten AND handled_at IS NULL;
      """),
  ]
}
