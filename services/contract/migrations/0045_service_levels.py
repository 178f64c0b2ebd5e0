"""Service levels of key accounts, and what was measured of them."""

from services.contract.service_level.tables import service_levels, service_results
from shared.migrations.steps import Migration

revision = "0045"
down_revision = "0044"


def upgrade(m: Migration) -> None:
    m.create(service_levels, service_results)
    m.protect(service_levels, service_results, resource="'contract-' || master_id")
