from sqlalchemy import Column, Date, Integer, Numeric, Table, Text

from services.contract.tables import metadata

settings = Table(
    "contract_settings",
    metadata,
    Column("setting", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("type_code", Text),
    Column("value", Numeric),
    Column("effective_on", Date, nullable=False),
)
"""Reference data of the whole installation: rates and caps by day, in the order in which they were laid down."""
