from sqlalchemy import ARRAY, Boolean, Column, Date, Index, Integer, Numeric, Table, Text

from services.contract.tables import metadata

parts = Table(
    "customer_parts",
    metadata,
    Column("part_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("blank", Text, nullable=False),
    Column("weight", Numeric, nullable=False),
    Column("blank_weight", Numeric, nullable=False),
    Column("quota", Numeric, nullable=False),
    Column("photo", Text),
    Column("drawings", ARRAY(Text), nullable=False, server_default="{}"),
    Column("retired", Boolean, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Index("customer_parts_model", "counterparty_id", "model"),
)
