from sqlalchemy import Column, Date, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

agreed_limits = Table(
    "agreed_limits",
    metadata,
    Column("contract_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("counterparty_id", Text, nullable=False),
    Column("grade", Text),
    Column("specification", Text),
    Column("limits", JSONB, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
)
"""What an agreement says in limits now."""
