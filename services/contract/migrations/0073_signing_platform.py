"""Which signings a signing platform does."""

from shared.migrations.steps import Migration

revision = "0073"
down_revision = "0072"


def upgrade(m: Migration) -> None:
    m.sql("ALTER TABLE signings ADD COLUMN IF NOT EXISTS platform boolean NOT NULL DEFAULT false")
