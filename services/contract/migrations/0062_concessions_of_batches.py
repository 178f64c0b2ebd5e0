"""Concessions that are asked for a whole batch."""

from services.contract.concession.tables import batch_concessions
from shared.migrations.steps import Migration

revision = "0062"
down_revision = "0061"


def upgrade(m: Migration) -> None:
    m.create(batch_concessions)
    m.protect(batch_concessions, resource="'contract-' || contract_id")
