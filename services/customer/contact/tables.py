from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, text

from services.customer.tables import metadata

contacts = Table(
    "contacts",
    metadata,
    Column("contact_id", Text, primary_key=True),
    Column("customer_id", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("version", Integer, nullable=False),
    Index("contacts_by_source", "source", "source_id", unique=True, postgresql_where=text("source <> ''")),
)
