"""Orders are listed by day: of everybody, of a contract, of a customer."""

from shared.migrations.steps import Migration

revision = "0064"
down_revision = "0063"


def upgrade(m: Migration) -> None:
    m.sql(
        "CREATE INDEX IF NOT EXISTS orders_by_day ON orders (effective_on, order_id)",
        "CREATE INDEX IF NOT EXISTS orders_of_contract ON orders (contract_id, effective_on, order_id)",
        "CREATE INDEX IF NOT EXISTS orders_of_party ON orders (counterparty_id, effective_on, order_id)",
        "DROP INDEX IF EXISTS ix_orders_contract_id",
    )
