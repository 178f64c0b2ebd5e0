"""Connections of one role to a service's database. They stay at hand between works, and nobody waits for one longer
than a bounded time.
"""

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

JSON: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
JSONB_VERSION: Final = b"\x01"
"""What the binary form of `jsonb` begins with, before its text (src/backend/utils/adt/jsonb.c, `jsonb_recv`)."""

WAIT_SECONDS: Final = 5.0
"""How long somebody waits for a connection, unless the installation is set otherwise: then it is a `TimeoutError`."""

CLOSE_SECONDS: Final = 5.0
IDLE_SECONDS: Final = 5.0
"""A connection nobody used for that long is closed: it holds 2.5 MiB of the server, and a new one takes 10 ms."""

OF_EVERY_SERVER: Final = 10_000
"""Types below this number are PostgreSQL's own, the same on every server (src/include/access/transam.h)."""
_INTROSPECTED: Final[dict[frozenset[int], list[asyncpg.Record]]] = {}
"""What the server said of such types, by what was asked together."""


@dataclass(frozen=True, slots=True)
class _Known:
    """Stands where asyncpg expects the statement that asked the server about types: nothing was asked."""

    name: str = "known"


class Connection(asyncpg.Connection):
    """asyncpg's connection, but what arrays of PostgreSQL's own types are made of is asked once a process: each new
    connection that met one asked again, which took longer than its beginning.
    """

    async def _introspect_types(self, typeoids: Iterable[int], timeout: float | None) -> Any:  # noqa: ASYNC109 - asyncpg's own
        asked = frozenset(typeoids)
        if asked in _INTROSPECTED:
            return _INTROSPECTED[asked], _Known()
        types, statement = await super()._introspect_types(asked, timeout)  # type: ignore[misc] # the stubs leave it out
        if max(asked) < OF_EVERY_SERVER:
            _INTROSPECTED[asked] = types
        return types, statement


class Connections(asyncpg.Pool):
    """asyncpg's pool, and what it lacks: waiting ends after `wait` seconds, be it for a free connection or a new one;
    and `take` and `give` hand a connection on without the pool's bookkeeping, which costs a fifth of an append.
    """

    def __init__(self, url: str, *, size: int, wait: float, statement: float, settings: Mapping[str, str]) -> None:
        super().__init__(
            url,
            min_size=1,
            max_size=size,
            max_queries=2**62,
            max_inactive_connection_lifetime=IDLE_SECONDS,
            init=prepare_connection,
            reset=_nothing_to_reset,
            loop=None,
            connection_class=Connection,
            record_class=asyncpg.Record,
            timeout=wait,
            command_timeout=statement,
            server_settings={"jit": "off", "standard_conforming_strings": "on", **settings},
        )
        self.wait = wait
        self._at_hand: list[asyncpg.Connection[Any]] = []
        self._fewest_at_hand = 0
        self._wanted = 0
        self._tidying: asyncio.TimerHandle | None = None
        self._put_back: set[asyncio.Task[None]] = set()

    async def take(self) -> "asyncpg.Connection[Any]":
        """A connection that lies outside any transaction; raises `TimeoutError` when none is free in time."""
        while self._at_hand:
            conn = self._at_hand.pop()
            self._fewest_at_hand = min(self._fewest_at_hand, len(self._at_hand))
            if usable(conn):
                return conn
        return await self.acquire()  # type: ignore[return-value] # a pool's proxy is a connection

    async def give(self, conn: "asyncpg.Connection[Any]", *, clean: bool) -> None:
        """Takes a connection back. `clean` says that its last statement was answered and no transaction is open."""
        if not (clean and usable(conn)) or self._wanted or self.is_closing():
            await self.release(conn)  # type: ignore[arg-type] # it is a pool's proxy
            return
        self._at_hand.append(conn)
        if self._tidying is None:
            self._fewest_at_hand = len(self._at_hand)
            self._tidying = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._tidy)

    def _tidy(self) -> None:
        """What lay unused all the time goes back to the pool, which closes what stays unused there."""
        unused, self._at_hand = self._at_hand[: self._fewest_at_hand], self._at_hand[self._fewest_at_hand :]
        self._tidying = None
        for conn in unused:
            task = asyncio.ensure_future(self.release(conn))  # type: ignore[arg-type] # it is a pool's proxy
            self._put_back.add(task)
            task.add_done_callback(self._put_back.discard)
        if self._at_hand:
            self._fewest_at_hand = len(self._at_hand)
            self._tidying = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._tidy)

    async def _acquire(self, timeout: float | None) -> Any:  # noqa: ASYNC109 - asyncpg's own
        if self._at_hand:
            return await self.take()
        self._wanted += 1
        try:
            return await super()._acquire(timeout or self.wait)  # type: ignore[misc] # the stubs leave it out
        finally:
            self._wanted -= 1

    async def shut(self, seconds: float = CLOSE_SECONDS) -> None:
        """Closes within a bound; connections still in use after it are cut."""
        if self._tidying is not None:
            self._tidying.cancel()
        while self._at_hand:
            await self.release(self._at_hand.pop())  # type: ignore[arg-type] # it is a pool's proxy
        try:
            await asyncio.wait_for(self.close(), seconds)
        except TimeoutError:
            self.terminate()


def usable(conn: "asyncpg.Connection[Any]") -> bool:
    """Whether the connection still stands: one that was cut has gone back to the pool by itself."""
    try:
        return not conn.is_closed()
    except asyncpg.InterfaceError:
        return False


def cut(conn: "asyncpg.Connection[Any]") -> None:
    """Ends the connection without a word. One that was lost meanwhile has ended, and its proxy refuses to be asked."""
    if usable(conn):
        conn.terminate()


async def prepare_connection(conn: "asyncpg.Connection[Any]") -> None:
    """Every connection reads and writes `jsonb` as Python values, `bytes` being JSON already; in the binary form, which
    COPY asks for.
    """
    await conn.set_type_codec("jsonb", schema="pg_catalog", encoder=_encode, decoder=_decode, format="binary")


async def _nothing_to_reset(conn: "asyncpg.Connection[Any]") -> None:
    """Settings are made per transaction only, so that giving a connection back costs no round trip."""


def _encode(value: object) -> bytes:
    return JSONB_VERSION + (value if isinstance(value, bytes) else JSON.encode(value).encode())


def _decode(data: bytes) -> Any:
    return json.loads(data[len(JSONB_VERSION) :])
