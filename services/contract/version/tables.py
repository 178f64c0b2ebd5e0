from sqlalchemy import Column, DateTime, Integer, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

contract_versions = Table(
    "contract_versions",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("template_id", Text),
    Column("template_version", Integer),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("deviations", JSONB, nullable=False),
    Column("said_by", Text, nullable=False),
    Column("said_at", DateTime(timezone=True), nullable=False),
)
"""Each time a draft was said, by the version that its stream had then."""
