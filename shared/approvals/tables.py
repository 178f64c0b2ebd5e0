"""The tables of approvals, the same in every service that has them."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

metadata = MetaData()

approvals = Table(
    "approvals",
    metadata,
    Column("approval_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("drafter", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("closed_at", DateTime(timezone=True)),
    Column("seconds", BigInteger),
    Column("version", Integer, nullable=False),
    Index("approvals_open", "unit_id", "approval_id"),
)

steps = Table(
    "approval_steps",
    metadata,
    Column("approval_id", Text, primary_key=True),
    Column("step", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("stage", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("persons", ARRAY(Text), nullable=False),
    Column("permission", Text),
    Column("step_unit", Text),
    Column("started_at", DateTime(timezone=True)),
    Column("due_at", DateTime(timezone=True)),
    Column("seconds", BigInteger),
    Column("overdue", Boolean, nullable=False),
    Column("vacant_at", DateTime(timezone=True)),
    Index("approval_steps_vacant", "step_unit", postgresql_where=text("vacant_at IS NOT NULL")),
)

turns = Table(
    "approval_turns",
    metadata,
    Column("approval_id", Text, primary_key=True),
    Column("step", Text, primary_key=True),
    Column("person", Text, primary_key=True, index=True),
    Column("unit_id", Text, nullable=False),
    Column("wanted", Text, nullable=False),
    Column("permission", Text),
    Column("step_unit", Text, index=True),
)
"""Whom an open step waits for: a person, or (person empty) the holders of a permission on a unit."""

decisions = Table(
    "approval_decisions",
    metadata,
    Column("approval_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("on_behalf_of", Text),
    Column("verdict", Text, nullable=False),
    Column("to_step", Text),
    Column("sealed", LargeBinary),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    Column("seconds", BigInteger),
)

ALL = (approvals, steps, turns, decisions)
