from sqlalchemy import Boolean, Column, Date, Integer, Table, Text

from services.contract.tables import metadata

parties = Table(
    "parties",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("grade", Text),
    Column("graded_on", Date),
    Column("valid_until", Date),
    Column("related", Boolean, nullable=False),
    Column("blocked", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
"""How counterparties stand, for every unit: whoever is stopped is stopped everywhere."""

party_sizes = Table(
    "party_sizes",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("size", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
)
"""What size counterparties said they are of, and from which day on."""
