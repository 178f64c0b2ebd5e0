"""Why access is asked for lies sealed beside the events; the table that kept it goes."""

from shared.migrations.steps import Migration

revision = "0007"
down_revision = "0006"


def upgrade(m: Migration) -> None:
    m.sql("DROP TABLE IF EXISTS access_reasons")
    m.sql("ALTER TABLE access_requests ADD COLUMN IF NOT EXISTS sealed bytea")
    m.sql("ALTER TABLE access_requests DROP COLUMN IF EXISTS reason_hash")
