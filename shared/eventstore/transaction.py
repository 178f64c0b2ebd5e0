"""The connection of a work: taken, and its transaction begun, with the first statement; ended with the last one.

What is sent on the way to a commit decides how many commands a service can take, so BEGIN is left out where one
statement is the whole transaction, and words that nobody waits for go out together with COMMIT.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final

import asyncpg

from shared.eventstore.connections import Connections, cut, usable
from shared.eventstore.prepared import PLACE, Ready

ROLLBACK_SECONDS: Final = 5.0
Settings = tuple[str, str]
"""What a transaction is told for row-level security: scopes, person."""


class Transaction:
    """Takes statements as an asyncpg connection does; the first one begins the transaction with the `opening` words.
    Without any each statement is a transaction of its own.

    `copies` says whether its role may use COPY on tables with row-level security.
    """

    def __init__(
        self, pool: Connections, opening: str, settings: Settings | None = None, *, copies: bool = False
    ) -> None:
        self.begun = False
        self.copies = copies
        self.pool = pool
        self._opening = opening
        self._settings = settings
        self._closing: list[str] = []
        self._afterwards: list[Callable[[], None]] = []
        self._clean = True
        self._conn: asyncpg.Connection[Any] | None = None

    async def connection(self) -> "asyncpg.Connection[Any]":
        """The connection itself: outside a begun transaction, for statements that are each one of their own."""
        if self._conn is None:
            self._conn = await self.pool.take()
        return self._conn

    async def _begun(self) -> "asyncpg.Connection[Any]":
        conn = self._conn or await self.connection()
        if self._opening and not self.begun:
            self.begun = True
            await conn.execute(self._with_settings())
        return conn

    def _with_settings(self) -> str:
        if self._settings is None:
            return self._opening
        scopes, person = map(quoted, self._settings)
        set_both = f"set_config('app.scopes', {scopes}, true), set_config('app.person', {person}, true)"
        return f"{self._opening}; SELECT {set_both}"

    async def begin(self) -> None:
        """Begins now, if nothing did before."""
        await self._begun()

    async def fetch(self, query: str, *arguments: Any, timeout: float | None = None) -> list[asyncpg.Record]:  # noqa: ASYNC109 - asyncpg's own
        return await (await self._begun()).fetch(query, *arguments, timeout=timeout)

    async def fetchrow(self, query: str, *arguments: Any) -> asyncpg.Record | None:
        return await (await self._begun()).fetchrow(query, *arguments)

    async def fetchval(self, query: str, *arguments: Any) -> Any:
        return await (await self._begun()).fetchval(query, *arguments)

    async def execute(self, query: str, *arguments: Any) -> str:
        return await (await self._begun()).execute(query, *arguments)

    async def executemany(self, query: str, rows: Sequence[Sequence[Any]]) -> None:
        await (await self._begun()).executemany(query, rows)

    async def copy_records_to_table(self, table: str, **options: Any) -> str:
        return await (await self._begun()).copy_records_to_table(table, **options)

    async def copy_to_table(self, table: str, **options: Any) -> str:
        return await (await self._begun()).copy_to_table(table, **options)

    async def fetch_alone(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """A statement that is its own transaction unless one has begun: for a work that consists of it."""
        return await (self._conn or await self.connection()).fetch(query, *arguments)

    def say_last(self, statement: Ready) -> None:
        """A statement of texts and bytes and of no result, sent in one go with COMMIT; one that fails rolls back."""
        self._closing.append(spelled(statement))

    def afterwards(self, do: Callable[[], None]) -> None:
        """Called when the work has ended, however it did."""
        self._afterwards.append(do)

    async def commit(self) -> None:
        """Ends the transaction, if there is one. An error of the last words is raised, and nothing is committed."""
        # Words that go out alone are a transaction by being one message.
        words = (*self._closing, "COMMIT") if self.begun else tuple(self._closing)
        if words:
            await (await self.connection()).execute("; ".join(words))
            self.begun = False

    async def rollback(self, error: BaseException) -> None:
        """Undoes everything, if there is anything. A connection that was silent is not asked again: cutting it does
        the same.
        """
        conn, begun, self.begun, self._clean = self._conn, self.begun, False, False
        if conn is None or not usable(conn):
            return
        if isinstance(error, TimeoutError):
            cut(conn)
        elif begun:
            await asyncio.shield(_roll_back(conn))

    async def leave(self) -> None:
        """Gives the connection back; whatever follows takes one again."""
        conn, self._conn = self._conn, None
        if conn is not None:
            await self.pool.give(conn, clean=self._clean)

    def end(self) -> None:
        """The work has ended: whoever waited for that is told."""
        while self._afterwards:
            self._afterwards.pop()()


async def _roll_back(conn: "asyncpg.Connection[Any]") -> None:
    try:
        await conn.execute("ROLLBACK", timeout=ROLLBACK_SECONDS)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError):
        cut(conn)


def quoted(text: str) -> str:
    """The text as a literal of SQL; `standard_conforming_strings` is on, so that nothing but the quote is special."""
    if "\0" in text:
        raise ValueError("An identifier carries a character that no text of the database has.")
    return "'" + text.replace("'", "''") + "'"


def spelled(statement: Ready) -> str:
    """The statement with its arguments, texts and bytes, written into it."""
    values = [f"'\\x{value.hex()}'" if isinstance(value, bytes) else quoted(value) for value in statement.arguments]
    return PLACE.sub(lambda found: values[int(found[1]) - 1], statement.text)
