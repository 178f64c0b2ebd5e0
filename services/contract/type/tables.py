from sqlalchemy import Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

types = Table(
    "contract_types",
    metadata,
    Column("type_id", Text, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("rules", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
    Column("parent_id", Text, index=True),
)
"""Reference data of the whole installation: whoever may see types sees all of them."""
