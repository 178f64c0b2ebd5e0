from sqlalchemy import Column, Date, Integer, LargeBinary, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

waivers = Table(
    "waivers",
    metadata,
    Column("waiver_id", Text, primary_key=True),
    Column("contract_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("payment_id", Text, nullable=False, index=True),
    Column("approval_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("rules", JSONB, nullable=False),
    Column("limit", Numeric, nullable=False),
    Column("used", Numeric, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("sealed", LargeBinary),
    Column("text_hash", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
