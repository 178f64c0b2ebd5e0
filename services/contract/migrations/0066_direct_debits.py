"""What banks of customers were asked to pay."""

from services.contract.direct_debit.tables import direct_debits
from shared.migrations.steps import Migration

revision = "0066"
down_revision = "0065"


def upgrade(m: Migration) -> None:
    m.create(direct_debits)
    m.protect(direct_debits, resource="'contract-' || contract_id")
