"""Of which country a contract under a master contract is."""

from shared.migrations.steps import Migration

revision = "0071"
down_revision = "0070"


def upgrade(m: Migration) -> None:
    m.sql("ALTER TABLE contracts ADD COLUMN IF NOT EXISTS country text")
