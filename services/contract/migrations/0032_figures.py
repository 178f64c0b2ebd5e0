"""Contracts are counted and found at any number of them."""

from services.contract.figures.functions import FIND_CONTRACTS
from shared.migrations.steps import Migration

revision = "0032"
down_revision = "0024"


def upgrade(m: Migration) -> None:
    m.sql(
        "CREATE INDEX contracts_figures ON contracts (unit_id, state)"
        " INCLUDE (direction, type_code, currency, amount, counterparty_id, signed_on, effective_on, amends)",
        "CREATE INDEX contracts_ending ON contracts (term_to) WHERE term_to IS NOT NULL",
    )
    m.run(FIND_CONTRACTS)
