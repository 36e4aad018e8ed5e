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
    Migration(
      3, "close requests, ledger",
      """
      CREATE TABLE close_requests (
        trade_id UUID PRIMARY KEY REFERENCES trades,
        purpose TEXT NOT NULL CHECK (purpose IN ('c', 'f')),
        decided_by TEXT NOT NULL,
        requested_at TIMESTAMPTZ NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('requested', 'done')),
        ended_at TIMESTAMPTZ,
        CHECK ((state = 'done') = (ended_at IS NOT NULL)));
      CREATE INDEX close_requests_waiting ON close_requests (requested_at) WHERE state = 'requested';
      ALTER TABLE executions ADD COLUMN kind TEXT NOT NULL DEFAULT 'trade' CHECK (kind IN ('trade', 'funding'));
      CREATE INDEX executions_at ON executions (executed_at, execution_id);
      CREATE TABLE ledger (
        execution_id TEXT NOT NULL REFERENCES executions,
        kind TEXT NOT NULL CHECK (kind IN ('trade_pnl', 'fee', 'funding')),
        amount NUMERIC(20,8) NOT NULL,
        trade_id UUID NOT NULL REFERENCES trades,
        symbol VARCHAR(20) NOT NULL,
        at TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (execution_id, kind));
      CREATE INDEX ledger_trade ON ledger (trade_id);
      CREATE INDEX ledger_at ON ledger (at, execution_id, kind);
      INSERT INTO ledger (execution_id, kind, amount, trade_id, symbol, at)
        SELECT execution_id, 'fee', -fee, trade_id, symbol, executed_at FROM executions;
      INSERT INTO ledger (execution_id, kind, amount, trade_id, symbol, at)
        SELECT DISTINCT ON (e.trade_id) e.execution_id, 'trade_pnl',
          t.pnl + (SELECT sum(f.fee) FROM executions f WHERE f.trade_id = e.trade_id), e.trade_id, e.symbol, e.executed_at
        FROM executions e JOIN trades t ON t.id = e.trade_id
        WHERE t.status = 'closed' ORDER BY e.trade_id, e.executed_at DESC, e.execution_id DESC;
      """),
    Migration(
      4, "times without a stop",
      """
      CREATE TABLE protection_gaps (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        trade_id UUID NOT NULL REFERENCES trades,
        began_at TIMESTAMPTZ NOT NULL,
        ended_at TIMESTAMPTZ,
        outcome TEXT CHECK (outcome IN ('restored', 'flattening', 'over')),
        CHECK ((ended_at IS NULL) = (outcome IS NULL)),
        CHECK (ended_at >= began_at));
      CREATE UNIQUE INDEX protection_gaps_open ON protection_gaps (trade_id) WHERE ended_at IS NULL;
      CREATE INDEX protection_gaps_trade ON protection_gaps (trade_id);
      """),
    Migration(
      5, "limit entries",
      """
      ALTER TABLE orders
        ADD COLUMN limit_price NUMERIC(20,8) CHECK (limit_price > 0),
        ADD COLUMN priced_at TIMESTAMPTZ,
        ADD COLUMN chases INT NOT NULL DEFAULT 0 CHECK (chases >= 0),
        ADD COLUMN withdrawal_reason TEXT,
        ADD COLUMN withdrawal_message TEXT,
        ADD COLUMN protected_at TIMESTAMPTZ,
        ADD CHECK ((limit_price IS NULL) = (priced_at IS NULL)),
        ADD CHECK ((withdrawal_reason IS NULL) = (withdrawal_message IS NULL));
      CREATE INDEX halts_received ON halts (received_at);
      """),
    Migration(
      6, "quarantines, adopted positions",
      """
      CREATE TABLE quarantines (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        symbol VARCHAR(20) NOT NULL,
        cause TEXT NOT NULL CHECK (cause IN ('asked', 'unknownPosition')),
        message TEXT NOT NULL,
        decided_by TEXT NOT NULL,
        observed_at TIMESTAMPTZ NOT NULL,
        began_at TIMESTAMPTZ NOT NULL,
        ended_at TIMESTAMPTZ,
        ended_by TEXT,
        CHECK ((ended_at IS NULL) = (ended_by IS NULL)));
      CREATE UNIQUE INDEX quarantines_in_force ON quarantines (symbol, cause) WHERE ended_at IS NULL;
      CREATE UNIQUE INDEX quarantines_observation ON quarantines (symbol, cause, observed_at);
      ALTER TABLE trades ADD COLUMN adopted_by TEXT;
      ALTER TABLE trades ALTER COLUMN cause_event DROP NOT NULL;
      ALTER TABLE trades ADD CHECK ((cause_event IS NULL) = (adopted_by IS NOT NULL));
      """),
    Migration(
      7, "the mode of a trade",
      """
      ALTER TABLE trades ADD COLUMN mode TEXT CHECK (mode IN ('paper', 'testnet', 'demo', 'live'));
      UPDATE trades SET mode = 'paper';
      CREATE INDEX trades_mode ON trades (mode, status);
      """),
    // Until here adopted trades were stored without a mode: the one of the last trade made before them, else of the first one made after.
    Migration(
      8, "the mode of an adopted trade",
      """
      UPDATE trades t SET mode = coalesce(
        (SELECT m.mode FROM trades m WHERE m.mode IS NOT NULL AND m.created_at <= t.created_at ORDER BY m.created_at DESC, m.id LIMIT 1),
        (SELECT m.mode FROM trades m WHERE m.mode IS NOT NULL ORDER BY m.created_at, m.id LIMIT 1), 'paper')
      WHERE t.mode IS NULL;
      ALTER TABLE trades ALTER COLUMN mode SET NOT NULL;
      """),
    Migration(
      9, "ordinals",
      """
      ALTER TABLE orders ADD COLUMN ordinal BIGINT CHECK (ordinal >= 0);
      UPDATE orders SET ordinal = strpos('0123456789abcdefghijklmnopqrstuvwxyz', substr(link_id, 4, 1)) - 1;
      ALTER TABLE orders ALTER COLUMN ordinal SET NOT NULL;
      CREATE UNIQUE INDEX orders_ordinal ON orders (trade_id, purpose, ordinal);
      """),
    Migration(
      10, "no time without a stop outlives its trade",
      """
      UPDATE protection_gaps g SET ended_at = greatest(t.closed_at, g.began_at), outcome = 'over'
      FROM trades t WHERE t.id = g.trade_id AND g.ended_at IS NULL AND t.status = 'closed';
      """),
    Migration(
      11, "a halt asks for closes at once",
      """
      INSERT INTO close_requests (trade_id, purpose, decided_by, requested_at, state)
        SELECT t.id, 'f', h.decided_by, h.received_at, 'requested'
        FROM halts h JOIN trades t ON t.status IN ('pending', 'open') AND t.created_at <= h.received_at
        WHERE h.flatten AND h.handled_at IS NULL
      ON CONFLICT DO NOTHING;
      DROP INDEX halts_to_flatten;
      ALTER TABLE halts DROP COLUMN handled_at;
      """),
    Migration(
      12, "orders for a whole position, closes of a part",
      """
      ALTER TABLE orders ADD COLUMN closes_position BOOLEAN NOT NULL DEFAULT false CHECK (purpose IN ('c', 'f') OR NOT closes_position);
      ALTER TABLE close_requests ADD COLUMN at_most NUMERIC(20,8) CHECK (at_most > 0);
      """),
  ]
}
