from sqlalchemy import Column, Date, Numeric, Table, Text

from services.contract.tables import metadata

exchange_rates = Table(
    "exchange_rates",
    metadata,
    Column("currency", Text, primary_key=True),
    Column("against", Text, primary_key=True),
    Column("effective_on", Date, primary_key=True),
    Column("rate", Numeric, nullable=False),
    Column("source", Text, nullable=False),
    Column("fixed_by", Text, nullable=False),
)
"""The same for every unit."""
