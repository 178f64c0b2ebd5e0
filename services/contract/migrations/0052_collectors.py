"""Records of other systems arrive through collectors."""

from services.contract.collected.tables import records
from services.contract.collector.tables import batches, collectors
from shared.migrations.steps import Migration

revision = "0052"
down_revision = "0051"


def upgrade(m: Migration) -> None:
    m.create(collectors, batches, records)
    m.protect(collectors, batches)
    m.protect(records, resource="'contract-' || contract_id")
