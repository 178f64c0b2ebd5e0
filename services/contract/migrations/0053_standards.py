"""Customers' standards as limits, what was held against them, and concessions."""

from services.contract.agreed_limit.tables import agreed_limits
from services.contract.concession.tables import concessions
from services.contract.standard.tables import limit_checks, standard_editions, standards
from shared.migrations.steps import Migration

revision = "0053"
down_revision = "0052"


def upgrade(m: Migration) -> None:
    m.create(standards, standard_editions, limit_checks, agreed_limits, concessions)
    m.protect(standards, standard_editions, resource="'standard-' || standard_id")
    m.protect(limit_checks, agreed_limits, concessions, resource="'contract-' || contract_id")
