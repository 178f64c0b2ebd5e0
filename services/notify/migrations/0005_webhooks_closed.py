"""Endpoints can be closed for good, and be nobody's once their owner has left."""

from shared.migrations.steps import Migration

revision = "0005"
down_revision = "0004"


def upgrade(m: Migration) -> None:
    m.sql(
        "ALTER TABLE webhooks ALTER COLUMN owner_id DROP NOT NULL",
        "ALTER TABLE webhooks ADD COLUMN IF NOT EXISTS closed_at timestamptz",
    )
