"""What this service remembers of customers' credit, groups and service plans: the same for every unit."""

from sqlalchemy import Column, Date, Integer, Numeric, Table, Text

from services.contract.tables import metadata

credit_terms = Table(
    "credit_terms",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("limit", Numeric),
    Column("currency", Text),
    Column("term_days", Integer),
    Column("effective_on", Date, nullable=False),
    Column("until", Date),
)
"""Credit as customer told it; of one day what was said last holds."""

customer_groups = Table(
    "customer_groups",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("head_id", Text, nullable=False, index=True),
)

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
)
