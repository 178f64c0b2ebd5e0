"""What is not paid in time: how it is aged, what was done about it, what the books think of it."""

from services.contract.ageing.tables import schemes
from services.contract.collection.tables import PROJECTED
from shared.migrations.steps import Migration

revision = "0030"
down_revision = "0023"


def upgrade(m: Migration) -> None:
    m.create(schemes, *PROJECTED)
    m.protect(*PROJECTED, resource="'contract-' || contract_id")
    m.sql(
        "ALTER TABLE invoices ADD COLUMN IF NOT EXISTS moved_on date",
        "UPDATE invoices i SET moved_on = b.on_day FROM (SELECT invoice_id, max(effective_on) AS on_day FROM bookings"
        " WHERE invoice_id IS NOT NULL AND kind <> 'invoiced' GROUP BY 1) b WHERE b.invoice_id = i.invoice_id",
        "CREATE INDEX IF NOT EXISTS invoices_moved ON invoices (moved_on)",
        "CREATE INDEX IF NOT EXISTS bookings_invoice ON bookings (invoice_id) WHERE invoice_id IS NOT NULL",
    )
