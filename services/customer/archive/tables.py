from sqlalchemy import Boolean, Column, Date, DateTime, Index, Integer, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.customer.tables import metadata

customers = Table(
    "customers",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("name", Text),
    Column("search_text", Text, nullable=False),
    Column("region", Text),
    Column("industry", Text),
    Column("client_kind", Text),
    Column("owner_id", Text, index=True),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("survivor_id", Text, index=True),
    Column("sealed", LargeBinary),
    Column("registered_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Index("customers_by_source", "source", "source_id", unique=True, postgresql_where=text("source <> ''")),
    Index("customers_by_unit", "unit_id", "customer_id"),
    Index("customers_by_text", "search_text", postgresql_using="gin", postgresql_ops={"search_text": "gin_trgm_ops"}),
)

identifiers = Table(
    "customer_identifiers",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("current", Boolean, nullable=False),
    Index("customer_identifiers_by_value", "value", "kind"),
)
"""Public identifiers; an old one stays searchable, no longer `current`."""

history = Table(
    "customer_history",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("before", JSONB),
    Column("after", JSONB),
    Column("sealed", LargeBinary),
    Column("actor", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
)
"""Field by field who changed what, when and (sealed) why; of personal fields only that they changed."""
