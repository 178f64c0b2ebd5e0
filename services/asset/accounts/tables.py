"""What was laid down of the accounts of depreciation."""

from typing import Final

from sqlalchemy import Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.asset.tables import metadata

depreciation_accounts: Final = Table(
    "depreciation_accounts",
    metadata,
    Column("book", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("from_period", Text, nullable=False),
    Column("lines", JSONB, nullable=False),
)
"""Reference data of the whole installation, book by book, from a month on."""
