from sqlalchemy import Column, LargeBinary, Table, Text

from services.customer.tables import metadata

search_tokens = Table(
    "search_tokens",
    metadata,
    Column("token", LargeBinary, primary_key=True),
    Column("stream", Text, primary_key=True, index=True),
    Column("customer_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
)
"""Keyed tokens of persons' names and numbers. They say nothing without the key and go at erasure."""
