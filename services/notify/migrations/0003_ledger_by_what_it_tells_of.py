"""The ledger is found by what its messages tell of, by who was told, and by the event behind them."""

from shared.migrations.steps import Migration

revision = "0003"
down_revision = "0002"


def upgrade(m: Migration) -> None:
    m.sql(
        "ALTER TABLE messages ADD COLUMN IF NOT EXISTS about text",
        "UPDATE messages m SET about = coalesce(nullif(convert_from(e.data, 'UTF8')::jsonb ->> 'about', ''), m.subject)"
        " FROM events e WHERE e.stream_id = 'message-' || m.message_id AND e.version = 1 AND m.about IS NULL",
        "CREATE INDEX IF NOT EXISTS messages_about ON messages (about, intended_at)",
        "CREATE INDEX IF NOT EXISTS messages_recipient ON messages (recipient, intended_at)",
        "CREATE INDEX IF NOT EXISTS messages_cause ON messages (cause)",
    )
