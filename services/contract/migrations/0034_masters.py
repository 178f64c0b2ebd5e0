"""Master contracts, what is drawn on them, and rates of exchange."""

from services.contract.exchange_rate.tables import exchange_rates
from services.contract.master.tables import drawings, masters
from shared.migrations.steps import Migration

revision = "0034"
down_revision = "0033"


def upgrade(m: Migration) -> None:
    m.sql(
        "ALTER TABLE contracts ADD COLUMN IF NOT EXISTS master jsonb",
        "ALTER TABLE contracts ADD COLUMN IF NOT EXISTS under text",
        "CREATE INDEX IF NOT EXISTS contracts_under ON contracts (under) WHERE under IS NOT NULL",
    )
    m.create(masters, drawings, exchange_rates)
    m.protect(masters, resource="'contract-' || contract_id")
    m.protect(drawings, resource="'contract-' || master_id")
