from sqlalchemy import Boolean, Column, Date, DateTime, Index, Integer, LargeBinary, Numeric, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

records = Table(
    "collected_records",
    metadata,
    Column("collected_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("differs", Boolean, nullable=False),
    Column("follows", Text),
    Column("direction", Text),
    Column("counterparty_id", Text),
    Column("amount", Numeric),
    Column("currency", Text),
    Column("effective_on", Date, nullable=False),
    Column("said", JSONB, nullable=False),
    Column("contract_id", Text),
    Column("document_id", Text),
    Column("matched_by", Text),
    Column("set_aside_on", Date),
    Column("sealed", LargeBinary),
    Column("excess", JSONB(none_as_null=True)),
    Column("taken_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    Index("collected_records_source", "source", "kind", "source_id", unique=True),
    Index("collected_records_waiting", "unit_id", "kind", postgresql_where=text("state = 'waiting'")),
    Index(
        "collected_records_owing",
        "counterparty_id",
        postgresql_where=text("state = 'waiting' AND kind = 'order' AND direction = 'sales'"),
    ),
    Index("collected_records_document", "document_id", postgresql_where=text("document_id IS NOT NULL")),
    Index("collected_records_follows", "follows", postgresql_where=text("follows IS NOT NULL")),
)
"""Why an order was set aside lies in `sealed`."""
