from sqlalchemy import Column, Date, Index, Integer, Numeric, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.rows import open_index, open_item
from services.contract.tables import metadata

payments = Table(
    "payments",
    metadata,
    Column("payment_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("clause", Text),
    Column("phase", Text),
    Column("amount", Numeric, nullable=False),
    Column("allocated", Numeric, nullable=False),
    Column("refunded", Numeric, nullable=False, server_default="0"),
    Column("charges", Numeric),
    Column("parts", JSONB, nullable=False, server_default="[]"),
    Column("of", Text, index=True),
    Column("waiver_id", Text),
    Column("currency", Text, nullable=False),
    Column("invoice_id", Text),
    Column("reason", Text),
    Column("limit", Numeric),
    Column("used", Numeric),
    Column("reference", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
    open_item("CASE WHEN way = 'in' AND of IS NULL THEN amount - refunded ELSE 0 END", "allocated"),
    open_index("payments"),
    Index("payments_waiting", "state", "payment_id", postgresql_where=text("state IN ('blocked', 'held')")),
    Index("payments_of_party", "counterparty_id", "effective_on", "payment_id"),
    Index("payments_source", "source", "source_id", unique=True, postgresql_where=text("source <> ''")),
)
"""Money of both ways: `out` (requested, blocked, held, made) and `in` (received, allocated); a refund goes the other
way than the payment `of` which it gives back. `allocated` of an advance is what was set off.
"""
