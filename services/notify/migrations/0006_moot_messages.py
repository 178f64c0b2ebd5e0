"""Messages in an inbox are moot once what they tell of is over."""

from shared.migrations.steps import Migration

revision = "0006"
down_revision = "0005"


def upgrade(m: Migration) -> None:
    m.sql(
        "ALTER TABLE messages ADD COLUMN IF NOT EXISTS moot_at timestamptz",
        "ALTER TABLE messages ADD COLUMN IF NOT EXISTS moot_place bigint",
        "CREATE INDEX IF NOT EXISTS messages_moot ON messages (recipient, moot_place) WHERE moot_place IS NOT NULL",
    )
