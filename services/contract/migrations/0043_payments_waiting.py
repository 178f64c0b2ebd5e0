"""Payments that wait are found without looking through those that are made."""

from shared.migrations.steps import Migration

revision = "0043"
down_revision = "0042"


def upgrade(m: Migration) -> None:
    m.sql(
        "CREATE INDEX IF NOT EXISTS payments_waiting ON payments (state, payment_id) WHERE state IN ('blocked', 'held')"
    )
