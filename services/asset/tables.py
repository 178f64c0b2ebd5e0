"""The service's tables: each concept's beside it, and here what is kept of other services' facts."""

from sqlalchemy import Column, MetaData, Table, Text

metadata = MetaData()

contracts = Table(
    "contracts",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("title", Text, nullable=False),
)
"""Purchase contracts by name, folded from `contract.events`."""
