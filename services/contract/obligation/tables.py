from sqlalchemy import Column, Date, Index, Integer, Numeric, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

obligations = Table(
    "obligations",
    metadata,
    Column("obligation_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("debtor", Text, nullable=False),
    Column("due_on", Date),
    Column("after", JSONB(none_as_null=True)),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("thing", JSONB(none_as_null=True)),
    Column("done", Numeric, nullable=False, server_default="0"),
    Column("state", Text, nullable=False),
    Column("met_on", Date),
    Column("version", Integer, nullable=False),
    Index("obligations_due", "unit_id", "state", "due_on"),
    Index("obligations_not_met", "direction", "due_on", postgresql_where=text("met_on IS NULL")),
    Index("obligations_met", "met_on", postgresql_where=text("met_on IS NOT NULL")),
)
