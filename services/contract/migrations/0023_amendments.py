"""How contracts change and end: amendments among them, terms, holds, the archive, copies out, uses of seals."""

from services.contract.contract.tables import contract_holds
from services.contract.copies.tables import copies
from services.contract.seal_use.tables import seal_uses
from shared.migrations.steps import Migration

revision = "0023"
down_revision = "0013"

COLUMNS = (
    "amends text",
    "renewal jsonb",
    "work_begun_on date",
    "notice_by date",
    "ended_on date",
    "shelf text",
    "keep_until date",
    "retention_ended boolean NOT NULL DEFAULT false",
)


def upgrade(m: Migration) -> None:
    m.sql(*(f"ALTER TABLE contracts ADD COLUMN IF NOT EXISTS {column}" for column in COLUMNS))
    m.sql("CREATE INDEX IF NOT EXISTS contracts_amends ON contracts (amends) WHERE amends IS NOT NULL")
    m.create(contract_holds, copies, seal_uses)
    m.protect(contract_holds, copies, seal_uses, resource="'contract-' || contract_id")
