"""Suppliers' own invoices for the interest that we owe."""

from services.contract.late_interest.tables import interest_invoices
from shared.migrations.steps import Migration

revision = "0063"
down_revision = "0062"


def upgrade(m: Migration) -> None:
    m.create(interest_invoices)
    m.protect(interest_invoices, resource="'contract-' || contract_id")
