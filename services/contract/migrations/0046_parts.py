"""Parts made for customers."""

from services.contract.part.tables import parts
from shared.migrations.steps import Migration

revision = "0046"
down_revision = "0045"


def upgrade(m: Migration) -> None:
    m.create(parts)
    m.protect(parts, resource="'contract-' || contract_id")
