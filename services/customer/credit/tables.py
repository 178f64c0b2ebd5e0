from sqlalchemy import Column, Date, Integer, Numeric, Table, Text

from services.customer.tables import metadata

credit_history = Table(
    "customer_credits",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("limit", Numeric),
    Column("currency", Text),
    Column("term_days", Integer),
    Column("effective_on", Date, nullable=False),
    Column("until", Date),
    Column("changed_by", Text, nullable=False),
)
"""Everything that was said of a customer's credit."""

groups = Table(
    "customer_groups",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("head_id", Text, nullable=False, index=True),
)
"""Who belongs to the group of which head."""
