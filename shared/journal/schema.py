"""The journal: what leaves no event and is to be known later. Written once, sealed in batches, changed by nobody."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, LargeBinary, MetaData, Table, Text

from shared.chained.log import Log, chained

JOURNAL: Final = Log(
    "journal",
    "journal",
    ("number", "at", "kind", "actor", "unit_id", "subject", "outcome", "correlation", "detail", "sealed"),
    1,
)


class Kind(StrEnum):
    """What a line is about: a sign-in or sign-out; a refused command or a right that was missing; which version ran
    from when; something that must not happen; a log that was taken away as a file; a parked message that an operator
    retried or gave up.
    """

    SIGN_IN = "sign_in"
    REFUSAL = "refusal"
    VERSION = "version"
    ALARM = "alarm"
    EXPORT = "export"
    SETTLED = "settled"


metadata = MetaData()

journal = Table(
    "journal",
    metadata,
    Column("number", BigInteger, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("correlation", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("sealed", LargeBinary),
)

STATEMENTS: Final[Sequence[str]] = (
    """
    CREATE TABLE journal (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        kind text NOT NULL,
        actor text NOT NULL,
        unit_id text NOT NULL,
        subject text NOT NULL,
        outcome text NOT NULL,
        correlation text NOT NULL,
        detail text NOT NULL,
        sealed bytea
    )
    """,
    "CREATE INDEX journal_actor ON journal (actor, number)",
    "CREATE INDEX journal_kind ON journal (kind, number)",
    "CREATE INDEX journal_at ON journal USING brin (at)",
    *chained(JOURNAL, "await_journal_seal"),
    "GRANT SELECT, INSERT (kind, actor, unit_id, subject, outcome, correlation, detail, sealed) ON journal TO {app}",
)
"""What the platform's migration runs; `{app}` is the role's name."""
