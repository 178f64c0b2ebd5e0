"""Drawings of parts are stored files."""

from shared.migrations.steps import Migration

revision = "0057"
down_revision = "0056"


def upgrade(m: Migration) -> None:
    m.sql("ALTER TABLE customer_parts ADD COLUMN IF NOT EXISTS drawings text[] NOT NULL DEFAULT '{}'")
