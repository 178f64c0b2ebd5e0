"""Electronic invoices."""

from services.contract.einvoice.tables import einvoices
from shared.migrations.steps import Migration

revision = "0033"
down_revision = "0032"


def upgrade(m: Migration) -> None:
    m.create(einvoices)
    m.protect(einvoices, resource="'contract-' || contract_id")
