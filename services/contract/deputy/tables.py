from sqlalchemy import Column, Date, Table, Text

from services.contract.tables import metadata

deputies = Table(
    "deputies",
    metadata,
    Column("staff_id", Text, primary_key=True),
    Column("deputy_id", Text, nullable=False),
    Column("until", Date, nullable=False),
)
"""Who does whose work until the end of a day, as the portal says."""
