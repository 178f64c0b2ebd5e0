from sqlalchemy import Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

templates = Table(
    "templates",
    metadata,
    Column("template_id", Text, primary_key=True),
    Column("type_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("clauses", JSONB, nullable=False),
    Column("variables", JSONB, nullable=False),
    Column("template_version", Integer, nullable=False),
    Column("version", Integer, nullable=False),
)
"""Reference data of the whole installation, in the version that drafts start from."""

clause_texts = Table(
    "clause_texts",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("words", Text, nullable=False),
)
"""The words of clauses by their hash; kept outside the events and not rebuilt from them."""
