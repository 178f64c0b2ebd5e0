from sqlalchemy import Column, Date, Integer, Numeric, Table, Text

from services.customer.tables import metadata

service_plans = Table(
    "service_plans",
    metadata,
    Column("grade", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("purchase_limit", Numeric),
    Column("currency", Text),
    Column("discount", Numeric),
    Column("term_days", Integer),
    Column("effective_on", Date, nullable=False),
    Column("laid_down_by", Text, nullable=False),
)
"""The same for every unit."""
