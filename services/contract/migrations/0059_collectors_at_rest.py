"""Collectors say which kinds of records they bring, and are paused."""

from shared.migrations.steps import Migration

revision = "0059"
down_revision = "0058"


def upgrade(m: Migration) -> None:
    kinds = '["order", "delivery", "acceptance", "invoice", "receipt", "payment"]'
    m.sql(f"ALTER TABLE collectors ADD COLUMN IF NOT EXISTS brings jsonb NOT NULL DEFAULT '{kinds}'")
    m.sql("ALTER TABLE collectors ADD COLUMN IF NOT EXISTS paused_on date")
    m.sql("ALTER TABLE collectors ADD COLUMN IF NOT EXISTS sealed bytea")
