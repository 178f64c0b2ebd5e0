from sqlalchemy import Column, Date, Index, Integer, Numeric, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

orders = Table(
    "orders",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("accepted", Numeric, nullable=False),
    Column("lines", JSONB, nullable=False),
    Column("clause", Text),
    Column("phase", Text),
    Column("state", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Index("orders_by_day", "effective_on", "order_id"),
    Index("orders_of_contract", "contract_id", "effective_on", "order_id"),
    Index("orders_of_party", "counterparty_id", "effective_on", "order_id"),
    Index("orders_source", "source", "source_id", unique=True, postgresql_where=text("source <> ''")),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("delivery_id", Text, primary_key=True),
    Column("order_id", Text, nullable=False, index=True),
    Column("contract_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("lines", JSONB, nullable=False),
    Column("delivered_on", Date, nullable=False),
    Column("acceptance_id", Text),
    Column("accepted_on", Date),
    Column("accepted", Numeric),
    Column("currency", Text, nullable=False),
    Column("clause", Text),
    Column("phase", Text),
)

held_orders = Table(
    "held_orders",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False, index=True),
    Column("approval_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("lines", JSONB, nullable=False),
    Column("reasons", JSONB, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
)
"""Orders that wait for somebody's decision, and what became of them; once released they are orders as all others."""
