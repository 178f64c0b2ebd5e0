"""Waiting orders are set aside, and found by their customer for its exposure; records are found by what they became.

Invoices say the tax in them by rate, or that nobody knows it.
"""

from shared.migrations.steps import Migration

revision = "0061"
down_revision = "0060"


def upgrade(m: Migration) -> None:
    m.sql("ALTER TABLE collected_records ADD COLUMN IF NOT EXISTS set_aside_on date")
    m.sql("ALTER TABLE collected_records ADD COLUMN IF NOT EXISTS sealed bytea")
    m.sql(
        "CREATE INDEX IF NOT EXISTS collected_records_owing ON collected_records (counterparty_id)"
        " WHERE state = 'waiting' AND kind = 'order' AND direction = 'sales'"
    )
    m.sql(
        "CREATE INDEX IF NOT EXISTS collected_records_document ON collected_records (document_id)"
        " WHERE document_id IS NOT NULL"
    )
    m.sql("ALTER TABLE invoices ADD COLUMN IF NOT EXISTS tax_known boolean NOT NULL DEFAULT true")
    m.sql("ALTER TABLE invoices ADD COLUMN IF NOT EXISTS taxes jsonb NOT NULL DEFAULT '[]'")
    m.sql(
        "UPDATE invoices SET tax_known = false"
        " WHERE invoice_id IN (SELECT document FROM bookings WHERE opening AND kind = 'invoiced')"
    )
