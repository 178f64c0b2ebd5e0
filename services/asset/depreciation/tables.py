"""Depreciation runs."""

from sqlalchemy import Column, Date, Integer, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.asset.tables import metadata

runs = Table(
    "runs",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False, index=True),
    Column("book", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("cards", Integer, nullable=False),
    Column("total", Numeric, nullable=False),
    Column("journal", JSONB, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
)
