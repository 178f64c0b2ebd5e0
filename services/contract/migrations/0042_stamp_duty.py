"""Stamp duty, and what legal entities are called."""

from services.contract.legal_entity.tables import legal_entities
from services.contract.stamp_duty.tables import deferred_duties, stamp_duties
from shared.migrations.steps import Migration

revision = "0042"
down_revision = "0041"


def upgrade(m: Migration) -> None:
    m.create(legal_entities, stamp_duties, deferred_duties)
    m.protect(stamp_duties, deferred_duties, resource="'contract-' || contract_id")
