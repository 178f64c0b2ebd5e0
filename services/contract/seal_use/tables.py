from sqlalchemy import Column, Date, Integer, Table, Text

from services.contract.tables import metadata

seal_uses = Table(
    "seal_uses",
    metadata,
    Column("seal_use_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("seal_id", Text),
    Column("keeper_id", Text, nullable=False, index=True),
    Column("copies", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("used_on", Date, nullable=False),
    Column("used_by", Text, nullable=False),
)
