"""SQLAlchemy Core statements run directly on asyncpg: one connection, one transaction, compiled once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import asyncpg
from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect
from sqlalchemy.engine.interfaces import CompiledCacheType
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.util import LRUCache

from shared.eventstore.prepared import PLACE, Ready, Target, singles

DIALECT: Final = asyncpg_dialect.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves the constructor untyped
COPIED_FROM: Final = 20
"""Rows from which on COPY takes less time than sending each."""
_compiled: CompiledCacheType = LRUCache(2000)


def compiled(statement: Executable) -> tuple[str, list[Any]]:
    """The text with `$n` places and its arguments in order.

    Values are passed to asyncpg as they are, so columns take what asyncpg takes (`str`, `int`, `Decimal`, aware
    `datetime`, `date`, `bytes`, lists, and JSON values for `jsonb`); Python-side column defaults are not applied.
    """
    if isinstance(statement, Ready):
        return statement.text, statement.arguments
    assert isinstance(statement, ClauseElement)  # nosec B101  # noqa: S101 - every Core statement is one
    text, extracted, given, _ = statement._compile_w_cache(  # noqa: SLF001 - the cache that SQLAlchemy's own execution uses
        DIALECT, compiled_cache=_compiled, column_keys=[]
    )
    assert isinstance(text, SQLCompiler)  # nosec B101  # noqa: S101 - DDL does not come here
    if text.post_compile_params and not text.literal_execute_params:
        # A list of values: as many places as it has. Compiling the whole statement again takes three times as long.
        asked = text.construct_params(given, extracted_parameters=extracted, escape_names=False)
        expanded = text.construct_expanded_state(asked, escape_names=False)
        return expanded.statement, list(expanded.positional_parameters)
    if text.literal_execute_params:
        plain = statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        assert isinstance(plain, SQLCompiler)  # nosec B101  # noqa: S101 - for the types
        return str(plain), [plain.params[name] for name in plain.positiontup or ()]
    values = text.construct_params(given, extracted_parameters=extracted)
    return text.string, [values[name] for name in text.positiontup or ()]


async def fetch(conn: "asyncpg.Connection[Any]", statement: Executable) -> list[asyncpg.Record]:
    """All rows of the statement."""
    text, arguments = compiled(statement)
    return await conn.fetch(text, *arguments)


async def execute_all(
    conn: "asyncpg.Connection[Any]", statements: Sequence[Executable], *, copying: bool = False
) -> None:
    """The statements in order; runs of one text go in one round trip, and runs of independent ones in one a text, or in
    one altogether where they are single rows.

    With `copying`, which a role under row-level security can't, many independent rows of a table go there by COPY.
    """
    if len(statements) > 1 and (ready := singles(statements)):
        text = joined(tuple(one.text for one in ready))
        await conn.execute(text, *(value for one in ready for value in one.arguments))
        return
    for text, batch, target in _batches(statements):
        if len(batch) == 1:
            await conn.execute(text, *batch[0])
        elif copying and target is not None and len(batch) >= COPIED_FROM:
            await conn.copy_records_to_table(target.table, records=batch, columns=target.columns)
        else:
            await conn.executemany(text, batch)


@lru_cache(maxsize=500)
def joined(texts: tuple[str, ...]) -> str:
    """Several INSERTs as one statement, which sees none of their rows: they must be independent. The last one may be
    a SELECT: the statement gives its rows.
    """
    parts, before = [], 0
    for text in texts:
        numbers = [int(number) for number in PLACE.findall(text)]
        parts.append(PLACE.sub(lambda found, base=before: f"${int(found[1]) + base}", text))  # type: ignore[misc] # mypy takes no default in a lambda
        before += max(numbers, default=0)
    *first, last = parts
    named = ", ".join(f"part_{number} AS ({part})" for number, part in enumerate(first))
    return f"WITH {named} {last}"  # nosec B608  # the texts are compiled statements


def _batches(statements: Sequence[Executable]) -> list[tuple[str, list[list[Any]], Target | None]]:
    batches: list[tuple[str, list[list[Any]], Target | None]] = []
    open_: dict[str, list[list[Any]]] = {}
    free = False
    for statement in statements:
        text, arguments = compiled(statement)
        independent = isinstance(statement, Ready) and statement.independent
        if text not in open_ or independent != free:
            if not (independent and free):
                open_ = {}
            open_[text] = []
            batches.append((text, open_[text], statement.target if isinstance(statement, Ready) else None))
        open_[text].append(arguments)
        free = independent
    return batches
