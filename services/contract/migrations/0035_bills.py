"""Bills that customers pay with."""

from services.contract.bill.tables import bills
from shared.migrations.steps import Migration

revision = "0035"
down_revision = "0034"


def upgrade(m: Migration) -> None:
    m.create(bills)
    m.protect(bills, resource="'contract-' || contract_id")
