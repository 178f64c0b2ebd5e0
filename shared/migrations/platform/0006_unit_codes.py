"""What the house calls a unit for short is known in every service."""

from shared.migrations.steps import Migration

revision = "0006"
down_revision = "0005"


def upgrade(m: Migration) -> None:
    m.sql("ALTER TABLE units ADD COLUMN IF NOT EXISTS code text")
    m.sql("CREATE INDEX IF NOT EXISTS ix_units_code ON units (code)")
