"""The keys of the commands that run: held in the database by one connection for all of a service's requests.

Asking for keys and giving them back goes out together, as much as has come since the last time. Losing the connection
loses the keys; what keeps a command from being done twice is its answer's row, which is written with its effect.
"""

import asyncio
from typing import Any, Final

import asyncpg

from shared.eventstore.connections import Connections, cut, usable
from shared.web.errors import CommandRunningError
from shared.web.schema import LOCK_CLASS

Key = tuple[str, str]
"""Caller and key."""

EXCHANGE: Final = f"""
SELECT pg_advisory_unlock({LOCK_CLASS}, hashtext(caller || ' ' || key)) AS done, NULL AS answered
FROM unnest($1::text[], $2::text[]) AS given (caller, key)
UNION ALL
SELECT pg_try_advisory_lock({LOCK_CLASS}, hashtext(caller || ' ' || key)),
       (SELECT true FROM idempotency known WHERE known.caller = wanted.caller AND known.key = wanted.key)
FROM unnest($3::text[], $4::text[]) AS wanted (caller, key)
"""  # nosec B608  # assembled from constants of the code only
LINGER: Final = 0.001
"""Seconds that a key which nobody needs any more waits for company on its way."""


class Claims:
    """Takes a connection with the first key and gives it back with the last one."""

    def __init__(self, pool: Connections) -> None:
        self._pool = pool
        self._conn: asyncpg.Connection[Any] | None = None
        self._running: set[Key] = set()
        self._held: set[Key] = set()
        self._wanted: list[tuple[Key, asyncio.Future[bool]]] = []
        self._freed: list[Key] = []
        self._exchanging: asyncio.Task[None] | None = None
        self._linger: asyncio.TimerHandle | None = None

    async def hold(self, key: Key) -> bool:
        """Holds the key until `free`; False where it has its answer already. Raises `CommandRunningError` where
        another request holds it.
        """
        if key in self._running:
            raise CommandRunningError
        self._running.add(key)
        answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._wanted.append((key, answered))
        self._exchange()
        try:
            known = await answered
        except BaseException:
            if not answered.cancelled():  # else it is given back when it comes
                self.free(key)
            raise
        return not known

    def free(self, key: Key) -> None:
        """Gives the key back; one that is not held (any more) is none to give."""
        self._running.discard(key)
        if key in self._held:
            self._held.discard(key)
            self._freed.append(key)
            if self._linger is None:
                self._linger = asyncio.get_running_loop().call_later(LINGER, self._exchange)

    def _exchange(self) -> None:
        if self._linger is not None:
            self._linger.cancel()
            self._linger = None
        if self._exchanging is None:
            self._exchanging = asyncio.create_task(self._exchange_all())

    async def _exchange_all(self) -> None:
        try:
            while self._wanted or self._freed:
                wanted, self._wanted, freed, self._freed = self._wanted, [], self._freed, []
                try:
                    await self._send(wanted, freed)
                except BaseException as error:
                    try:
                        await self._lose()
                    finally:
                        if isinstance(error, TimeoutError):
                            # Whoever came meanwhile has waited for the same silence.
                            wanted, self._wanted = [*wanted, *self._wanted], []
                        self._fail(wanted, error)
                    if not isinstance(error, Exception):
                        raise
        finally:
            self._exchanging = None
        if self._conn is not None and not (self._running or self._held):
            conn, self._conn = self._conn, None
            await self._pool.give(conn, clean=True)

    async def _send(self, wanted: list[tuple[Key, asyncio.Future[bool]]], freed: list[Key]) -> None:
        if self._conn is not None and not usable(self._conn):
            await self._lose()
            freed = []
        conn = self._conn = self._conn or await self._pool.take()
        keys = [key for key, _ in wanted]
        rows = await conn.fetch(EXCHANGE, *_columns(freed), *_columns(keys))
        for (key, answer), row in zip(wanted, rows[len(freed) :], strict=True):
            if row["done"]:
                self._held.add(key)
            if answer.done():
                self.free(key)
            elif row["done"]:
                answer.set_result(bool(row["answered"]))
            else:
                answer.set_exception(CommandRunningError())

    async def _lose(self) -> None:
        conn, self._conn = self._conn, None
        self._held.clear()
        self._freed.clear()
        if conn is not None:
            cut(conn)
            await self._pool.give(conn, clean=False)

    def _fail(self, wanted: list[tuple[Key, asyncio.Future[bool]]], error: BaseException) -> None:
        for key, answer in wanted:
            if answer.done():
                self.free(key)
            else:
                answer.set_exception(error if isinstance(error, Exception) else ConnectionAbortedError())


def _columns(keys: list[Key]) -> tuple[list[str], list[str]]:
    return [caller for caller, _ in keys], [key for _, key in keys]
