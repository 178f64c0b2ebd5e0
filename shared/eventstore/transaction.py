"""The connection of a work: its transaction begins with the first statement and ends with the last one.

What is sent on the way to a commit decides how many commands a service can take, so BEGIN is left out where one
statement is the whole transaction, and words that nobody waits for go out together with COMMIT.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg


class Transaction:
    """Takes statements as an asyncpg connection does; the first one begins the transaction with the `opening` words."""

    def __init__(self, conn: "asyncpg.Connection[Any]", opening: str) -> None:
        self.begun = False
        self._conn = conn
        self._opening = opening
        self._closing: list[str] = []

    async def begin(self) -> None:
        """Begins now, if nothing did before."""
        if not self.begun:
            self.begun = True
            await self._conn.execute(self._opening)

    async def fetch(self, query: str, *arguments: Any, timeout: float | None = None) -> list[asyncpg.Record]:  # noqa: ASYNC109 - asyncpg's own
        if not self.begun:
            await self.begin()
        return await self._conn.fetch(query, *arguments, timeout=timeout)

    async def fetchrow(self, query: str, *arguments: Any) -> asyncpg.Record | None:
        if not self.begun:
            await self.begin()
        return await self._conn.fetchrow(query, *arguments)

    async def fetchval(self, query: str, *arguments: Any) -> Any:
        if not self.begun:
            await self.begin()
        return await self._conn.fetchval(query, *arguments)

    async def execute(self, query: str, *arguments: Any) -> str:
        if not self.begun:
            await self.begin()
        return await self._conn.execute(query, *arguments)

    async def executemany(self, query: str, rows: Sequence[Sequence[Any]]) -> None:
        if not self.begun:
            await self.begin()
        await self._conn.executemany(query, rows)

    async def copy_to_table(self, table: str, **options: Any) -> str:
        if not self.begun:
            await self.begin()
        return await self._conn.copy_to_table(table, **options)

    async def fetch_alone(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """A statement that is its own transaction unless one has begun: for a work that consists of it."""
        return await self._conn.fetch(query, *arguments)

    def say_last(self, words: str) -> None:
        """A statement without parameters and of no result, sent in one go with COMMIT; one that fails rolls back."""
        self._closing.append(words)

    async def commit(self) -> None:
        """Ends the transaction, if there is one. An error of the last words is raised, and nothing is committed."""
        if self._closing:
            await self.begin()
        if self.begun:
            await self._conn.execute("; ".join((*self._closing, "COMMIT")))
            self.begun = False

    async def rollback(self) -> None:
        """Undoes everything, if there is anything; also after a statement that was cut off."""
        if self.begun and not self._conn.is_closed():
            await asyncio.shield(self._conn.execute("ROLLBACK"))
        self.begun = False
