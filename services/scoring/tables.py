"""The tables of scoring: generations of read models and where each stands; the lifetime models that were trained."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Identity,
    Integer,
    MetaData,
    Table,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

generations = Table(
    "generations",
    metadata,
    Column("generation", Integer, Identity(always=True), primary_key=True),
    Column("models", ARRAY(Text), nullable=False),
    Column("tables", ARRAY(Text), nullable=False),
    Column("state", Text, nullable=False),
    Column("indexed", Boolean, nullable=False, server_default="false"),
    Column("goal", BigInteger, nullable=False, server_default="0"),
    Column("read", BigInteger, nullable=False, server_default="0"),
    Column("repeats", BigInteger, nullable=False, server_default="0"),
    Column("verdict", JSONB),
    Column("failure", Text),
    Column("started_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    Column("resumed_at", DateTime(timezone=True)),
    Column("resumed_from", BigInteger, nullable=False, server_default="0"),
    Column("swapped_at", DateTime(timezone=True)),
)
"""state: reading (records land without indexes), following (folded live beside the one that serves), serving, retired,
failed. `verdict` is how the tables compared with those they replaced."""

fold_positions = Table(
    "fold_positions",
    metadata,
    Column("generation", Integer, ForeignKey("generations.generation", ondelete="CASCADE"), primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("next_offset", BigInteger, nullable=False),
)
"""Where folding goes on: written in the transaction of what was folded, so that it is neither lost nor done twice."""

fold_gaps = Table(
    "fold_gaps",
    metadata,
    Column("generation", Integer, primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("got", Integer, primary_key=True),
    Column("seen", Integer, nullable=False),
    Column("number", BigInteger, Identity(always=False), nullable=False),
)
"""Versions between `seen` and `got` were passed over. `number` goes up from gap to gap, whichever generations met it,
so that the audit tells each once.
"""

fold_unread = Table(
    "fold_unread",
    metadata,
    Column("generation", Integer, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("offset", BigInteger, primary_key=True),
    Column("stream", Text, nullable=False),
    Column("error", Text, nullable=False),
)
"""Which generation could not fold which record; the record itself is parked, once. Facts do not depend on each other:
nothing waits behind it, and the next rebuild reads it again with the code of its day."""

lifetime_models = Table(
    "lifetime_models",
    metadata,
    Column("lifetime_id", Text, primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("until", Date, nullable=False),
    Column("customers", Integer, nullable=False),
    Column("parameters", JSONB, nullable=False),
    Column("log_likelihood", Float, nullable=False),
    Column("spending", JSONB),
    Column("currency", Text, nullable=False),
    Column("trained_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
)
