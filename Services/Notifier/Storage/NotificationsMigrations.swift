import Database

enum NotificationsMigrations {
  static let all = [
    Migration(
      1, "approvals",
      """
      CREATE TABLE approvals (
        proposal_id UUID PRIMARY KEY,
        cycle_id UUID NOT NULL,
        symbol VARCHAR(20) NOT NULL,
        proposal JSONB NOT NULL,
        cause_event UUID NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('pending', 'confirmed', 'rejected', 'expired')),
        channel TEXT CHECK (channel IN ('cli', 'web', 'telegram', 'automatic')),
        decided_by TEXT,
        message TEXT,
        approve_by TIMESTAMPTZ NOT NULL,
        automatic_at TIMESTAMPTZ,
        received_at TIMESTAMPTZ NOT NULL,
        decided_at TIMESTAMPTZ,
        CHECK ((status = 'pending') = (decided_at IS NULL)));
      CREATE INDEX approvals_pending ON approvals (approve_by) WHERE status = 'pending';
      CREATE INDEX approvals_received_at ON approvals (received_at DESC);
      """),
    Migration(
      2, "withdrawn by a halt",
      """
      ALTER TABLE approvals DROP CONSTRAINT approvals_channel_check;
      ALTER TABLE approvals ADD CONSTRAINT approvals_channel_check CHECK (channel IN ('cli', 'web', 'telegram', 'automatic', 'halt'));
      """),
    Migration(
      3, "services that need a person",
      """
      CREATE TABLE alerts (
        event_id UUID PRIMARY KEY,
        service TEXT NOT NULL,
        code TEXT NOT NULL,
        producer TEXT NOT NULL,
        message TEXT NOT NULL,
        correlation_id UUID NOT NULL,
        occurred_at TIMESTAMPTZ NOT NULL);
      CREATE INDEX alerts_occurred_at ON alerts (occurred_at DESC);
      """),
    Migration(
      4, "telegram",
      """
      CREATE TABLE telegram_state (
        only_row BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (only_row),
        next_update BIGINT NOT NULL DEFAULT 0,
        poll_not_before TIMESTAMPTZ,
        menu_version TEXT,
        problem TEXT);
      INSERT INTO telegram_state DEFAULT VALUES;
      CREATE TABLE deliveries (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('notice', 'approval', 'decision', 'answer')),
        cause TEXT NOT NULL,
        page INT NOT NULL DEFAULT 0,
        chat_id BIGINT NOT NULL,
        proposal_id UUID,
        content TEXT NOT NULL,
        is_silent BOOLEAN NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dropped')),
        reason TEXT,
        message_id BIGINT,
        is_picture BOOLEAN NOT NULL DEFAULT FALSE,
        tries INT NOT NULL DEFAULT 0,
        try_at TIMESTAMPTZ NOT NULL,
        drop_at TIMESTAMPTZ NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        finished_at TIMESTAMPTZ,
        UNIQUE (cause, chat_id, page),
        CHECK ((state = 'waiting') = (finished_at IS NULL)),
        CHECK (state <> 'dropped' OR reason IS NOT NULL),
        CHECK ((kind IN ('approval', 'decision')) = (proposal_id IS NOT NULL)));
      CREATE INDEX deliveries_waiting ON deliveries (chat_id, id) WHERE state = 'waiting';
      CREATE INDEX deliveries_proposal ON deliveries (proposal_id, chat_id) WHERE proposal_id IS NOT NULL;
      CREATE INDEX deliveries_finished_at ON deliveries (finished_at);
      CREATE TABLE buttons (
        token TEXT PRIMARY KEY,
        delivery_id BIGINT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
        proposal_id UUID NOT NULL,
        step TEXT NOT NULL CHECK (step IN ('ask', 'sure')),
        person TEXT,
        created_at TIMESTAMPTZ NOT NULL,
        used_by BIGINT,
        used_at TIMESTAMPTZ,
        CHECK ((step = 'sure') = (person IS NOT NULL)),
        CHECK ((used_by IS NULL) = (used_at IS NULL)));
      CREATE INDEX buttons_delivery ON buttons (delivery_id);
      CREATE TABLE notice_settings (
        version BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        notice TEXT NOT NULL,
        level TEXT NOT NULL CHECK (level IN ('on', 'silent', 'off')),
        changed_by TEXT NOT NULL,
        changed_at TIMESTAMPTZ NOT NULL);
      CREATE INDEX notice_settings_notice ON notice_settings (notice, version DESC);
      CREATE TABLE strangers (
        user_id BIGINT PRIMARY KEY,
        messages BIGINT NOT NULL,
        first_seen TIMESTAMPTZ NOT NULL,
        last_seen TIMESTAMPTZ NOT NULL);
      """),
    Migration(
      5, "a notice's kind, and deletion by age",
      """
      ALTER TABLE deliveries ADD COLUMN notice TEXT;
      CREATE INDEX deliveries_notice ON deliveries (chat_id, notice, created_at) WHERE notice IS NOT NULL;
      CREATE INDEX strangers_last_seen ON strangers (last_seen);
      """),
    Migration(
      6, "alerts of every kind",
      """
      ALTER TABLE alerts ADD COLUMN event TEXT NOT NULL DEFAULT 'service.alert', ADD COLUMN symbol VARCHAR(20);
      ALTER TABLE alerts ALTER COLUMN event DROP DEFAULT;
      DROP INDEX alerts_occurred_at;
      CREATE INDEX alerts_newest ON alerts (occurred_at DESC, event_id DESC);
      """),
  ]
}
