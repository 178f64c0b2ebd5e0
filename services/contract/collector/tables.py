from sqlalchemy import Boolean, Column, Date, DateTime, Index, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.tables import metadata

collectors = Table(
    "collectors",
    metadata,
    Column("collector_id", Text, primary_key=True),
    Column("source", Text, nullable=False, unique=True),
    Column("unit_id", Text, nullable=False),
    Column("parties", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("units", JSONB, nullable=False),
    Column("currencies", JSONB, nullable=False),
    Column("party_names", JSONB, nullable=False),
    Column("match_by_rule", Boolean, nullable=False),
    Column("brings", JSONB, nullable=False),
    Column("paused_on", Date),
    Column("sealed", LargeBinary),
    Column("version", Integer, nullable=False),
)
"""`paused_on` is since when nothing is taken of the source; what was said about that lies in `sealed`."""

batches = Table(
    "collector_batches",
    metadata,
    Column("batch_id", Text, primary_key=True),
    Column("collector_id", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("records", Integer, nullable=False),
    Column("booked", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("differing", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("remarks", JSONB, nullable=False),
    Column("taken_at", DateTime(timezone=True), nullable=False),
    Index("collector_batches_taken", "unit_id", "taken_at"),
)
