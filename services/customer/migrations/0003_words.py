"""Why an archive was changed is kept sealed, as every word of people is."""

from shared.migrations.steps import Migration

revision = "0003"
down_revision = "0002"


def upgrade(m: Migration) -> None:
    m.sql("ALTER TABLE customer_history ADD COLUMN IF NOT EXISTS sealed bytea")
    m.sql("ALTER TABLE customer_history DROP COLUMN IF EXISTS reason")
