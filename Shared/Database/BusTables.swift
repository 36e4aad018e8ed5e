/// The tables that let a slice speak on the bus without losing anything (DESIGN §4).
package enum BusTables {
  package static let migrator = Migrator(
    component: "bus",
    [
      Migration(
        1, "outbox, inbox, dead letters",
        """
        CREATE TABLE outbox_counter (
          only_row BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (only_row),
          last_number BIGINT NOT NULL DEFAULT 0 CHECK (last_number >= 0));
        INSERT INTO outbox_counter DEFAULT VALUES;
        CREATE TABLE outbox (
          number BIGINT PRIMARY KEY CHECK (number > 0),
          event_id UUID NOT NULL UNIQUE,
          topic TEXT NOT NULL,
          version INT NOT NULL,
          occurred_at TIMESTAMPTZ NOT NULL,
          correlation_id UUID NOT NULL,
          causation_id UUID,
          effect_key TEXT NOT NULL,
          act_before TIMESTAMPTZ,
          payload JSONB NOT NULL,
          UNIQUE (causation_id, effect_key));
        CREATE INDEX outbox_correlation ON outbox (correlation_id);
        CREATE INDEX outbox_occurred_at ON outbox (occurred_at);
        CREATE TABLE inbox_positions (
          producer TEXT PRIMARY KEY,
          last_number BIGINT NOT NULL CHECK (last_number >= 0));
        CREATE TABLE inbox (
          event_id UUID PRIMARY KEY,
          topic TEXT NOT NULL,
          number BIGINT NOT NULL,
          outcome TEXT NOT NULL CHECK (outcome IN ('handled', 'expired', 'parked')),
          handled_at TIMESTAMPTZ NOT NULL DEFAULT now());
        CREATE INDEX inbox_handled_at ON inbox (handled_at);
        CREATE TABLE dead_letters (
          event_id UUID PRIMARY KEY,
          topic TEXT NOT NULL,
          number BIGINT NOT NULL,
          event_key TEXT NOT NULL,
          wire TEXT NOT NULL,
          error TEXT NOT NULL,
          tries INT NOT NULL,
          parked_at TIMESTAMPTZ NOT NULL DEFAULT now());
        CREATE INDEX dead_letters_key ON dead_letters (topic, event_key);
        """),
      Migration(
        2, "dead letters are looked up by key",
        """
        DROP INDEX dead_letters_key;
        CREATE INDEX dead_letters_event_key ON dead_letters (event_key);
        """),
      Migration(
        3, "one leader by a lease",
        """
        CREATE TABLE leader_epoch (
          only_row BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (only_row),
          epoch BIGINT NOT NULL DEFAULT 0 CHECK (epoch >= 0),
          holder TEXT,
          taken_at TIMESTAMPTZ);
        INSERT INTO leader_epoch DEFAULT VALUES;
        CREATE TABLE leader_lease (
          only_row BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (only_row),
          epoch BIGINT NOT NULL DEFAULT 0 CHECK (epoch >= 0),
          holder TEXT,
          expires_at TIMESTAMPTZ NOT NULL DEFAULT '-infinity');
        INSERT INTO leader_lease DEFAULT VALUES;
        """),
    ])
}
