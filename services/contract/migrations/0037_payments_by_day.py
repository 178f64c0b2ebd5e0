"""The latest payments of a counterparty are found by their day."""

from shared.migrations.steps import Migration

revision = "0037"
down_revision = "0036"


def upgrade(m: Migration) -> None:
    m.sql("CREATE INDEX IF NOT EXISTS payments_of_party ON payments (counterparty_id, effective_on, payment_id)")
