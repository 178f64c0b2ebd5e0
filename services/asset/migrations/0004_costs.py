"""What a cost is for is kept sealed, as every word of people is."""

from shared.migrations.steps import Migration

revision = "0004"
down_revision = "0003"


def upgrade(m: Migration) -> None:
    m.sql("ALTER TABLE project_costs ADD COLUMN IF NOT EXISTS sealed bytea")
    m.sql("ALTER TABLE project_costs DROP COLUMN IF EXISTS description")
