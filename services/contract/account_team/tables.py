from sqlalchemy import Column, Date, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

account_team = Table(
    "account_team",
    metadata,
    Column("master_id", Text, primary_key=True),
    Column("staff_id", Text, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("function", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("countries", JSONB, nullable=False),
    Column("since", Date, nullable=False),
)
"""Who is in it now."""
