from sqlalchemy import ARRAY, Column, Date, Table, Text

from services.contract.tables import metadata

deputies = Table(
    "deputies",
    metadata,
    Column("staff_id", Text, primary_key=True),
    Column("deputy_id", Text, nullable=False),
    Column("until", Date, nullable=False),
)
"""Who does whose work until the end of a day, as the portal says."""

role_lenders = Table(
    "role_lenders",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("unit_id", Text, primary_key=True),
    Column("lender", Text),
    Column("permissions", ARRAY(Text)),
)
"""Of whom somebody has a role on a unit, as the portal said when it was granted; nobody: it is their own. `permissions`
are those that it held then. Of roles that were granted before the portal said so there is no row, or it has none.
"""
