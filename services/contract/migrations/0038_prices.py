"""Prices under master contracts, and who looks after key accounts."""

from services.contract.account_team.tables import account_team
from services.contract.price.tables import price_terms, prices
from shared.migrations.steps import Migration

revision = "0038"
down_revision = "0037"


def upgrade(m: Migration) -> None:
    m.create(account_team, price_terms, prices)
    for table in (account_team, price_terms, prices):
        m.protect(table, resource="'contract-' || master_id")
