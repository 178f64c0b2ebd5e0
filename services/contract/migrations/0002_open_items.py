"""Invoices and receipts are found by what is open of them."""

from services.contract.invoice.tables import invoices
from services.contract.payment.tables import payments
from shared.migrations.steps import Migration

revision = "0002"
down_revision = "0001"


def upgrade(m: Migration) -> None:
    for table in (invoices, payments):
        computed = table.c.open_item.computed
        assert computed is not None  # nosec B101  # noqa: S101 - declared so
        m.sql(
            f"ALTER TABLE {table.name} ADD COLUMN IF NOT EXISTS open_item text"
            f" GENERATED ALWAYS AS ({computed.sqltext}) STORED",
            f"CREATE INDEX IF NOT EXISTS {table.name}_open ON {table.name} (open_item) WHERE open_item IS NOT NULL",
        )
