"""Who may do what where, as every service keeps it for itself: folded from `portal.events`, never asked over HTTP."""

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, Date, DateTime, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

units = Table(
    "units",
    metadata,
    Column("unit_id", Text, primary_key=True),
    Column("parent_id", Text, index=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("legal_entity", JSONB),
    Column("active", Boolean, nullable=False),
    Column("code", Text, index=True),
)

unit_closure = Table(
    "unit_closure",
    metadata,
    Column("ancestor", Text, primary_key=True),
    Column("descendant", Text, primary_key=True, index=True),
)

members = Table(
    "members",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("active", Boolean, nullable=False),
)

grants = Table(
    "grants",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("unit_id", Text, primary_key=True),
    Column("permissions", ARRAY(Text), nullable=False),
    Column("until", Date),
)

revocations = Table(
    "revocations",
    metadata,
    Column("session", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("ended_at", DateTime(timezone=True), nullable=False, index=True),
)

participants = Table(
    "participants",
    metadata,
    Column("resource", Text, primary_key=True),
    Column("party", Text, primary_key=True, index=True),
    Column("until", DateTime(timezone=True)),
)

access_epoch = Table(
    "access_epoch",
    metadata,
    Column("only", Boolean, primary_key=True),
    Column("epoch", BigInteger, nullable=False),
)
