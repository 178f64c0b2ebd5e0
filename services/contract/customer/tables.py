"""What this service remembers of customers: ids, where they came from, and what they were merged into. No names."""

from sqlalchemy import Column, Index, Table, Text, text

from services.contract.tables import metadata

customers = Table(
    "known_customers",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Index("known_customers_source", "source", "source_id", postgresql_where=text("source <> ''")),
)

aliases = Table(
    "customer_aliases",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("survivor_id", Text, nullable=False, index=True),
)
"""Merged customers; resolved when read, so that nothing is rewritten and an unmerge only deletes the row."""
