"""Statements compiled once and only given their values afterwards: for projections of events that come in bulk."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Executable, Insert, Table
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

PLACE: Final = re.compile(r"\$([0-9]+)")


@dataclass(frozen=True, slots=True)
class Target:
    """The table and the columns that an INSERT of plain values fills."""

    table: str
    columns: tuple[str, ...]


class Ready(Executable):
    """A compiled statement with its arguments in order; taken wherever a Core statement is.

    One with a `target` only places its arguments there.
    """

    def __init__(
        self, text: str, arguments: list[Any], *, independent: bool = False, target: Target | None = None
    ) -> None:
        self.text = text
        self.arguments = arguments
        self.independent = independent
        self.target = target

    @property
    def single(self) -> bool:
        """Whether it may be one statement with others: it puts in a row, and minds no row of theirs."""
        return self.independent and self.text.startswith("INSERT ")


class Prepared:
    """`place = Prepared(insert(orders), ["order_id", "amount"])`, then `place(order_id=…, amount=…)` for each row.

    `columns` are those that the INSERT or SET gets its values for; bound parameters of the statement are given under
    their names too. Building a Core statement anew costs some 0.3 ms, this a few microseconds. Statements that are
    `independent` (rows that are new whatever the others do) may change places with each other, so that those of one
    text are sent together.
    """

    def __init__(self, statement: Executable, columns: Sequence[str], *, independent: bool = False) -> None:
        self._independent = independent
        assert isinstance(statement, ClauseElement)  # nosec B101  # noqa: S101 - every Core statement is one
        dialect = asyncpg_dialect.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves the constructor untyped
        compiled = statement.compile(dialect=dialect, column_keys=list(columns))
        assert isinstance(compiled, SQLCompiler)  # nosec B101  # noqa: S101 - DDL does not come here
        self._text = str(compiled)
        self._names = tuple(compiled.positiontup or ())
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}
        self._ordered = _ordering(self._names)
        self._target = _target_of(statement, self._names) if independent else None

    def __call__(self, **values: Any) -> Ready:
        """The statement with these values. Raises `KeyError` for one that is missing."""
        arguments = list(self._ordered({**self._fixed, **values} if self._fixed else values))
        return Ready(self._text, arguments, independent=self._independent, target=self._target)


def _ordering(names: Sequence[str]) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    """Takes the values of the names, of which there may be few."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: [values[name] for name in names]


def _target_of(statement: Executable, names: Sequence[str]) -> Target | None:
    """Independent rows that go into a table as they are may be copied there."""
    if not isinstance(statement, Insert) or not isinstance(statement.table, Table):
        return None
    columns = statement.table.c
    plain = statement._post_values_clause is None and not statement._returning  # noqa: SLF001 - nothing else tells
    if not plain or any(name not in columns for name in names):
        return None
    return Target(statement.table.name, tuple(columns[name].name for name in names))


def singles(statements: Sequence[Executable]) -> Sequence[Ready] | None:
    """The statements, if all of them are single rows and no two have one text, so that they may be one statement."""
    ready = [one for one in statements if isinstance(one, Ready) and one.single]
    return ready if len(ready) == len(statements) == len({one.text for one in ready}) else None
