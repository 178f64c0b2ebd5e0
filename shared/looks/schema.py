"""The tables of looks at personal data: written once by the service, sealed in batches, changed by nobody."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from shared.chained.log import REFUSE_CHANGE, Log, chained

LOOKS: Final = Log("looks", "look", ("number", "looked_at", "actor", "correlation", "purpose", "streams"), 0)

metadata = MetaData()

looks = Table(
    "looks",
    metadata,
    Column("number", BigInteger, primary_key=True),
    Column("looked_at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("correlation", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("streams", ARRAY(Text), nullable=False),
)

STATEMENTS: Final[Sequence[str]] = (
    """
    CREATE TABLE looks (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        looked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        actor text NOT NULL,
        correlation text NOT NULL,
        purpose text NOT NULL,
        streams text[] NOT NULL CHECK (cardinality(streams) > 0)
    )
    """,
    "CREATE INDEX looks_streams ON looks USING gin (streams)",
    REFUSE_CHANGE,
    *chained(LOOKS, "await_seal"),
    "GRANT INSERT (actor, correlation, purpose, streams) ON looks TO {app}",
)
"""What the platform's migration runs; `{app}` is the role's name."""
