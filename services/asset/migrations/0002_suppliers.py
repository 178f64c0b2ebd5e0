"""A supplier's assets are found by an index."""

from shared.migrations.steps import Migration

revision = "0002"
down_revision = "0001"


def upgrade(m: Migration) -> None:
    m.sql("CREATE INDEX IF NOT EXISTS ix_cards_supplier_id ON cards (supplier_id)")
