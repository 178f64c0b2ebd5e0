from sqlalchemy import Column, Integer, Table, Text

from services.contract.tables import metadata

brand_months = Table(
    "brand_months",
    metadata,
    Column("month", Text, primary_key=True),
    Column("brand", Text, primary_key=True),
    Column("brand_month_id", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
"""Brands that are `key` or `tracked` in a month: reference data of the whole installation."""
