from sqlalchemy import Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

account_mappings = Table(
    "account_mappings",
    metadata,
    Column("book", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("from_period", Text, nullable=False),
    Column("lines", JSONB, nullable=False),
)
"""Reference data of the whole installation: which accounts bookings go to, book by book, from a month on."""
