"""How contracts were amended where they came from."""

from services.contract.contract.tables import imported_amendments
from shared.migrations.steps import Migration

revision = "0069"
down_revision = "0068"


def upgrade(m: Migration) -> None:
    m.create(imported_amendments)
    m.protect(imported_amendments, resource="'contract-' || contract_id")
