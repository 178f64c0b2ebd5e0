"""The tables of looks at personal data: written once by the service, sealed in batches, changed by nobody."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

LOCK_CLASS: Final = 4_702
"""The class of the advisory lock (two-integer key space) that whoever seals a batch holds."""

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
    """
    CREATE TABLE look_batches (
        batch bigint PRIMARY KEY,
        sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        numbers bigint[] NOT NULL CHECK (cardinality(numbers) > 0),
        digests bytea[] NOT NULL CHECK (cardinality(digests) = cardinality(numbers)),
        previous bytea NOT NULL UNIQUE,
        seal bytea NOT NULL
    )
    """,
    # A record that commits late stands here under a lower number than one already sealed, so it is not passed by.
    "CREATE TABLE looks_unsealed (number bigint PRIMARY KEY)",
    """
    CREATE FUNCTION await_seal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ BEGIN INSERT INTO looks_unsealed VALUES (NEW.number); RETURN NULL; END $$
    """,
    "CREATE TRIGGER looks_await_seal AFTER INSERT ON looks FOR EACH ROW EXECUTE FUNCTION await_seal()",
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$
    """,
    *(
        f"CREATE TRIGGER {table}_stand BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        for table in ("looks", "look_batches")
    ),
    "GRANT INSERT (actor, correlation, purpose, streams) ON looks TO {app}",
)
"""What the platform's migration runs; `{app}` is the role's name."""
