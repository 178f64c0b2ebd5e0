from sqlalchemy import Column, Date, Index, Integer, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

price_terms = Table(
    "key_price_terms",
    metadata,
    Column("master_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("terms", JSONB, nullable=False),
    Column("base", JSONB, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("laid_down_by", Text, nullable=False),
)
"""Every version of the terms by which prices under a master contract are made."""

prices = Table(
    "key_prices",
    metadata,
    Column("master_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("terms_version", Integer, nullable=False),
    Column("product_code", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("before", Numeric),
    Column("price", Numeric, nullable=False),
    Column("steps", JSONB, nullable=False),
    Column("recipients", JSONB, nullable=False),
    Column("effective_on", Date, nullable=False),
    Index("key_prices_place", "master_id", "product_code", "country"),
)
"""Every change of a price that a country was told."""
