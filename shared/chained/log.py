"""A log whose records stand for good: its tables, what the database holds of it, and which fields its chain covers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LOCK_CLASS: Final = 4_702
"""The class of the advisory locks (two-integer key space) that whoever seals a batch of a log holds."""


@dataclass(frozen=True, slots=True)
class Log:
    """A table of records with `number` first among its `fields`, sealed into a chain of batches.

    `lock` tells its sealers from those of other logs. The names of its other tables follow from `singular`.
    """

    table: str
    singular: str
    fields: tuple[str, ...]
    lock: int

    @property
    def batches(self) -> str:
        return f"{self.singular}_batches"

    @property
    def unsealed(self) -> str:
        return f"{self.table}_unsealed"

    @property
    def first(self) -> bytes:
        """What stands for the seal before the first."""
        return f"pactline {self.table}".encode()


REFUSE_CHANGE: Final = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$
"""


def stands(table: str) -> str:
    """The trigger that refuses to change, delete or empty, whoever asks."""
    return (
        f"CREATE TRIGGER {table}_stand BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def chained(log: Log, function: str) -> Sequence[str]:
    """The tables and triggers beside the log's own table; `function` names the one that makes a record wait."""
    return (
        f"""
        CREATE TABLE {log.batches} (
            batch bigint PRIMARY KEY,
            sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            numbers bigint[] NOT NULL CHECK (cardinality(numbers) > 0),
            digests bytea[] NOT NULL CHECK (cardinality(digests) = cardinality(numbers)),
            previous bytea NOT NULL UNIQUE,
            seal bytea NOT NULL
        )
        """,
        # A record that commits late stands here under a lower number than one already sealed, so it is not passed by.
        f"CREATE TABLE {log.unsealed} (number bigint PRIMARY KEY)",
        f"""
        CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
        AS $$ BEGIN INSERT INTO {log.unsealed} VALUES (NEW.number); RETURN NULL; END $$
        """,  # nosec B608  # assembled from constants of the code only
        f"CREATE TRIGGER {log.table}_{function} AFTER INSERT ON {log.table} FOR EACH ROW EXECUTE FUNCTION {function}()",
        stands(log.table),
        stands(log.batches),
    )
