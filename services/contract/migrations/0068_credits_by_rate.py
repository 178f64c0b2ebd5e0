"""What credit notes take off by rate of tax."""

from shared.migrations.steps import Migration

revision = "0068"
down_revision = "0067"


def upgrade(m: Migration) -> None:
    m.sql("ALTER TABLE credit_notes ADD COLUMN IF NOT EXISTS taxes jsonb NOT NULL DEFAULT '[]'")
