"""Appends that are a whole transaction each, sent together: while one is on its way, those that come wait and go as the
next one.

Each is answered on its own, after its commit. They succeed together, as they nearly always do; a group that the
database refuses (someone was first at one of the versions) is sent again one by one, and each has its own answer.
"""

import asyncio
from collections import deque
from collections.abc import Coroutine, Sequence
from functools import lru_cache
from typing import Any, Final

import asyncpg

from shared.eventstore.connections import Connections
from shared.eventstore.prepared import Ready
from shared.eventstore.sql import joined
from shared.eventstore.transaction import Transaction

Row = tuple[str, int, str, bytes, bytes | None, str]
"""Stream, version, type, data, personal, meta."""
Placed = list[asyncpg.Record]
"""Position and time of each row, in order."""

APPEND_ONE: Final = "SELECT * FROM append_event($1, $2, $3, $4, $5, $6)"
APPEND_MANY: Final = "SELECT * FROM append_events($1, $2, $3, $4, $5, $6)"
APPEND_GROUP: Final = "SELECT * FROM append_group($1, $2, $3, $4, $5, $6)"
"""The same, but it refuses after a moment of waiting for somebody's transaction."""
ONE: Final = "append_event"
MANY: Final = "append_events"
WITH_ROWS: Final = "SELECT * FROM {}({}, {}, $3, $4, $5, $6)"
AFTER: Final = "CASE WHEN set_config('{}', '{}', true) <> '' THEN {} END"
"""An argument of a function, once something is set for the transaction."""
MOST_ROWS: Final = 500
PATIENCE: Final = 0.02
"""Seconds after which what is on its way holds up nobody else: it may wait for the end of a long transaction."""
REFUSED: Final = ("22", "23", "40", "55")
"""Classes of SQLSTATE after which a statement has left nothing: its data, a constraint, a deadlock, a wait too long."""


class Gathering:
    """Appends through one role's connections."""

    def __init__(self, pool: Connections) -> None:
        self._pool = pool
        self._waiting: deque[_Append] = deque()
        self._senders: set[asyncio.Task[None]] = set()
        self.busy = False

    async def append(self, rows: Sequence[Row], transaction: Transaction, others: Sequence[Ready] = ()) -> Placed:
        """Appends the rows, and writes `others` (which may be one statement), in a transaction of their own, all or
        none. Gives the places of the rows in order.
        """
        one = _Append(rows, others)
        if not self.busy:
            with _Turn(self):
                return await _placed(await transaction.connection(), [one])
        # Whoever waits for the others' appends needs no connection meanwhile.
        await transaction.leave()
        one.placed = asyncio.get_running_loop().create_future()
        self._waiting.append(one)
        return await one.placed

    def next_turn(self) -> None:
        """Nothing is on its way: whatever waits is sent."""
        self.busy = False
        if self._waiting:
            self._start(self._send(_Turn(self)))

    def _start(self, sending: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(sending)
        self._senders.add(task)
        task.add_done_callback(self._senders.discard)

    async def _send(self, turn: "_Turn") -> None:
        """Sends group after group until nothing waits, or until one takes so long that another sender has begun."""
        with turn:
            while not turn.over and (group := self._next()):
                turn.begin()
                if await self._sent(group):
                    # Those that were answered get the word, and may come again at once.
                    await asyncio.sleep(0)
                else:
                    for one in group:
                        self._start(self._send_alone(one))

    async def _send_alone(self, one: "_Append") -> None:
        await self._sent([one])

    async def _sent(self, group: "list[_Append]") -> bool:
        """Sends them in one transaction and answers them; False when they are to go one by one."""
        clean = False
        conn: asyncpg.Connection[Any] | None = None
        try:
            conn = await self._pool.take()
            _place(group, await _placed(conn, group))
            clean = True
        except Exception as error:  # noqa: BLE001 - told to everyone who waits for it
            if len(group) > 1 and _left_nothing(error):
                return False
            _answer(group, error)
        except BaseException:
            _answer(group, ConnectionAbortedError())
            raise
        finally:
            if conn is not None:
                await self._pool.give(conn, clean=clean)
        return True

    def _next(self) -> "list[_Append]":
        """Those that wait and write the same kinds of rows as the first one, each stream once (two at one version can't
        both succeed), in the order of their streams, so that no two groups wait for each other.
        """
        group: dict[str, _Append] = {}
        left: list[_Append] = []
        rows = 0
        texts: tuple[str, ...] = ()
        while self._waiting and rows < MOST_ROWS:
            one = self._waiting.popleft()
            stream = one.rows[0][0]
            if one.placed.cancelled():
                continue
            if not group:
                texts = one.texts
            if stream in group or one.texts != texts:
                left.append(one)
                continue
            group[stream] = one
            rows += len(one.rows)
        self._waiting.extendleft(reversed(left))
        return [group[stream] for stream in sorted(group)]


class _Append:
    """One work's rows and whoever waits for their places."""

    __slots__ = ("others", "placed", "rows", "texts")
    placed: asyncio.Future[Placed]

    def __init__(self, rows: Sequence[Row], others: Sequence[Ready]) -> None:
        self.rows = rows
        self.others = others
        self.texts = tuple(one.text for one in others)
        if others:
            self.texts += (ONE if len(rows) == 1 else MANY,)

    @property
    def arguments(self) -> list[Any]:
        own = self.rows[0] if len(self.rows) == 1 else _columns(self.rows)
        return [*(value for one in self.others for value in one.arguments), *own]


class _Turn:
    """The right to have something on its way; it passes on when it has arrived, or has taken too long."""

    __slots__ = ("_gathering", "_timer", "over")

    def __init__(self, gathering: Gathering) -> None:
        self.over = False
        self._gathering = gathering
        self._timer: asyncio.TimerHandle | None = None
        gathering.busy = True
        self.begin()

    def begin(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._pass_on)

    def _pass_on(self) -> None:
        if not self.over:
            self.over = True
            self._gathering.next_turn()

    def __enter__(self) -> None:
        return

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._pass_on()


def _place(group: "list[_Append]", placed: Placed) -> None:
    at = 0
    for one in group:
        if not one.placed.done():
            one.placed.set_result(placed[at : at + len(one.rows)])
        at += len(one.rows)


def _answer(group: "list[_Append]", error: Exception) -> None:
    for one in group:
        if not one.placed.done():
            one.placed.set_exception(error)


async def _placed(conn: "asyncpg.Connection[Any]", group: "Sequence[_Append]") -> Placed:
    together = len(group) > 1
    if texts := group[0].texts:
        text = _with_rows(texts, patient=not together)
        return await conn.fetchmany(text, [one.arguments for one in group])
    rows = [row for one in group for row in one.rows]
    if len(rows) == 1:
        return await conn.fetch(APPEND_ONE, *rows[0])
    return await conn.fetch(APPEND_GROUP if together else APPEND_MANY, *_columns(rows))


@lru_cache(maxsize=500)
def _with_rows(texts: tuple[str, ...], *, patient: bool) -> str:
    """Rows and the append, whose places it gives. They are written as projections are, whoever caused them; unless it
    is `patient`, nothing waits longer than a moment for somebody's transaction.
    """
    *others, function = texts
    several = "[]" if function == MANY else ""
    stream = AFTER.format("app.scopes", "*", f"$1::text{several}")
    version = f"$2::integer{several}"
    if not patient:
        version = AFTER.format("lock_timeout", "50ms", version)
    return joined((*others, WITH_ROWS.format(function, stream, version)))


def _columns(rows: Sequence[Row]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _left_nothing(error: Exception) -> bool:
    return isinstance(error, asyncpg.DataError) or str(getattr(error, "sqlstate", ""))[:2] in REFUSED
