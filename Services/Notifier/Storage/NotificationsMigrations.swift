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
  ]
}
