from sqlalchemy import Boolean, Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

clauses = Table(
    "standard_clauses",
    metadata,
    Column("clause_id", Text, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("risk", Text, nullable=False, index=True),
    Column("state", Text, nullable=False, index=True),
    Column("newest", Integer, nullable=False),
    Column("approved", Integer, nullable=False),
    Column("retired", Boolean, nullable=False),
    Column("approval_id", Text),
    Column("version", Integer, nullable=False),
)
"""Reference data of the whole installation. `approved` is the number of the version in use, 0 where there is none."""

clause_versions = Table(
    "standard_clause_versions",
    metadata,
    Column("clause_id", Text, primary_key=True),
    Column("clause_version", Integer, primary_key=True),
    Column("risk", Text, nullable=False),
    Column("words", JSONB, nullable=False),
    Column("variables", JSONB, nullable=False),
    Column("others", JSONB, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("approved", Boolean, nullable=False),
)
"""What each version says; its words are found by their hash."""
