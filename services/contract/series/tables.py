from sqlalchemy import Column, Integer, Table, Text

from services.contract.tables import metadata

unit_codes = Table(
    "number_unit_codes",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("code", Integer, nullable=False, unique=True),
)
"""The short code by which numbers name a unit."""

series = Table(
    "number_series",
    metadata,
    Column("prefix", Text, primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)
"""The last number taken. The row is locked by whoever takes the next one, until that transaction ends."""
