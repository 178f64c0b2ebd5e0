"""What later documents change: credit notes, retention money, refunds, offsets; guarantees, waivers, dated settings."""

from services.contract.guarantee.tables import guarantees
from services.contract.invoice.tables import credit_notes, invoices
from services.contract.payment.tables import payments
from services.contract.setting.tables import settings
from services.contract.waiver.tables import waivers
from shared.migrations.steps import Migration

revision = "0010"
down_revision = "0004"

COLUMNS = (
    ("ledger_limits", "instrument text NOT NULL DEFAULT 'payment'"),
    ("ledger_limits", "secured boolean NOT NULL DEFAULT false"),
    ("invoices", "credited numeric NOT NULL DEFAULT 0"),
    ("invoices", "retained numeric NOT NULL DEFAULT 0"),
    ("payments", "refunded numeric NOT NULL DEFAULT 0"),
    ("payments", "charges numeric"),
    ("payments", "parts jsonb NOT NULL DEFAULT '[]'"),
    ("payments", "of text"),
    ("payments", "waiver_id text"),
)


def upgrade(m: Migration) -> None:
    m.sql(*(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column}" for table, column in COLUMNS))
    m.sql("CREATE INDEX IF NOT EXISTS ix_payments_of ON payments (of)")
    for table in (invoices, payments):
        computed = table.c.open_item.computed
        assert computed is not None  # nosec B101  # noqa: S101 - declared so
        m.sql(
            f"ALTER TABLE {table.name} DROP COLUMN open_item",
            f"ALTER TABLE {table.name} ADD COLUMN open_item text GENERATED ALWAYS AS ({computed.sqltext}) STORED",
            f"CREATE INDEX {table.name}_open ON {table.name} (open_item) WHERE open_item IS NOT NULL",
        )
    m.create(credit_notes, guarantees, waivers, settings)
    m.protect(credit_notes, guarantees, resource="'contract-' || contract_id")
    m.protect(waivers, resource="'waiver-' || waiver_id")
