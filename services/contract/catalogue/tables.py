from sqlalchemy import Boolean, Column, Date, Index, Integer, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

products = Table(
    "products",
    metadata,
    Column("product_id", Text, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("mnemonic", Text, nullable=False, index=True),
    Column("unit", Text, nullable=False),
    Column("barcode", Text, index=True),
    Column("specification", Text),
    Column("brand", Text, index=True),
    Column("series", Text),
    Column("maker", Text),
    Column("origin", Text),
    Column("packaging", Text),
    Column("suppliers", JSONB, nullable=False),
    Column("retired", Boolean, nullable=False),
    Column("images", JSONB, nullable=False, server_default="[]"),
    Column("version", Integer, nullable=False),
)
"""Reference data of the whole installation."""

product_prices = Table(
    "product_prices",
    metadata,
    Column("product_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("customer_id", Text),
    Column("currency", Text, nullable=False),
    Column("price", Numeric),
    Column("effective_on", Date, nullable=False),
    Index("product_prices_in_force", "product_id", "kind", "effective_on"),
)
"""Every price that was ever said, in the order in which it was."""
