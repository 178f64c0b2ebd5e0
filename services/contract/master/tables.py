from sqlalchemy import Boolean, Column, Date, Index, Integer, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

masters = Table(
    "masters",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("cap", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("quantities", JSONB, nullable=False),
    Column("ordered", Numeric, nullable=False),
    Column("accepted", Numeric, nullable=False),
    Column("invoiced", Numeric, nullable=False),
    Column("paid", Numeric, nullable=False),
    Column("closed", Boolean, nullable=False),
)

drawings = Table(
    "master_drawings",
    metadata,
    Column("master_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("contract_id", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("of", Text),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("counted", Numeric, nullable=False),
    Column("counted_currency", Text, nullable=False),
    Column("rate", Numeric, nullable=False),
    Column("rate_on", Date, nullable=False),
    Column("rate_source", Text, nullable=False),
    Column("quantities", JSONB, nullable=False),
    Column("effective_on", Date, nullable=False),
    Index("master_drawings_document", "master_id", "document"),
)
"""What counts against a master, document by document."""
