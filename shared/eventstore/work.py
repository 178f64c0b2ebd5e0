"""One transaction: load streams, record events, keep the tables; opened and closed at the edge, not in a handler."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeVar, cast

import asyncpg
from pydantic_core import from_json, to_json
from sqlalchemy import Executable

from shared.eventstore import keys, snapshots, sql
from shared.eventstore.aggregate import Aggregate, AnyStream, Stream
from shared.eventstore.batch import Batch, Pending, batch_of
from shared.eventstore.context import EVERY_UNIT, Context, everything
from shared.eventstore.event import Event, Recorded
from shared.eventstore.gathering import Gathering, Placed, Row
from shared.eventstore.prepared import Ready, singles
from shared.eventstore.projection import Projections
from shared.eventstore.stored import Erased, read_event
from shared.eventstore.transaction import Transaction
from shared.values.errors import (
    ConcurrencyError,
    ForbiddenError,
    NotFoundError,
    StaleVersionError,
)

S = TypeVar("S")
Append = Callable[[Sequence[Row]], Awaitable[Placed]]

APPEND_ONE: Final = "SELECT *, set_config('app.scopes', '*', true) FROM append_event($1, $2, $3, $4, $5, $6)"
APPEND_MANY: Final = "SELECT *, set_config('app.scopes', '*', true) FROM append_events($1, $2, $3, $4, $5, $6)"
RESERVE: Final = "SELECT *, set_config('app.scopes', '*', true) FROM reserve_positions($1)"
"""Projections do what the events say whoever caused them, so they see every row; reads narrow it again."""


EVENT_COLUMNS: Final = ("position", "stream_id", "version", "type", "data", "personal", "meta", "recorded_at")


class Work:
    """The unit of work that handlers are given. Its `context` says who acts and when."""

    def __init__(
        self,
        transaction: Transaction,
        context: Context,
        projections: Projections,
        sealer: keys.Sealer,
        gathering: Gathering,
        *,
        read_only: bool = False,
    ) -> None:
        self.transaction = transaction
        self.conn = cast("asyncpg.Connection[Any]", transaction)
        self.context = context
        self.appended: list[Recorded[Any]] = []
        self.opened: set[str] = set()
        """The streams whose personal data was opened for the caller."""
        self.erased: list[str] = []
        self._read_only = read_only
        self._projections = projections
        self._sealer = sealer
        self._gathering = gathering
        self._streams: dict[str, AnyStream] = {}
        self._pending: list[Pending] = []
        self._last: list[Ready] = []
        self._wide = False

    async def load(
        self,
        aggregate: Aggregate[S],
        subject_id: str,
        *,
        key: str = "",
        unit: str = "",
        if_match: int | None = None,
        must_exist: bool = False,
    ) -> Stream[S]:
        """The stream folded to its state. A second load in the same work gives the same object.

        `key` and `unit` are the partition key and the owning unit a new stream starts with (the subject's id and the
        caller's unit unless given). Raises `NotFoundError` when the stream is not visible to the caller, or absent
        though it `must_exist`; `StaleVersionError` when it is not at version `if_match`.
        """
        name = aggregate.stream(subject_id)
        stream = self._streams.get(name)
        if stream is None:
            stream = self._empty(aggregate, subject_id, key, unit)
            await self._fill(stream)
            self._streams[name] = stream
        if must_exist and not stream.exists:
            raise NotFoundError
        if if_match is not None and stream.version != if_match:
            raise StaleVersionError
        return stream

    def start(self, aggregate: Aggregate[S], subject_id: str, *, key: str = "", unit: str = "") -> Stream[S]:
        """A stream known to be new (its id was made for it), without asking the database.

        If it does exist, appending raises `ConcurrencyError`.
        """
        stream = self._empty(aggregate, subject_id, key, unit)
        self._streams[stream.name] = stream
        return stream

    def _empty(self, aggregate: Aggregate[S], subject_id: str, key: str, unit: str) -> Stream[S]:
        name = aggregate.stream(subject_id)
        initial = aggregate.initial
        return Stream(aggregate, subject_id, name, initial, key=key or subject_id, unit=unit or self.context.unit)

    async def _fill(self, stream: AnyStream) -> None:
        aggregate = stream.aggregate
        # Outside a transaction where none has begun: what is decided on it is held by the version it appends at.
        rows = await self.transaction.fetch_alone(snapshots.EVENTS, stream.name, aggregate.mark)
        if not rows:
            return
        meta = from_json(rows[-1]["meta"])
        stream.key, stream.unit = meta["key"], meta["unit"]
        await self._check_visible(stream)
        if rows[0]["version"] > 1:
            # It may have been taken anew since the rows were read: then it holds some of them, or more.
            kept = await snapshots.find(self.conn, self._sealer, stream)
            if kept is None:
                rows = await self.conn.fetch(snapshots.ALL_EVENTS, stream.name)
            else:
                stream.state, stream.snapshot_version = kept.state, kept.version
                rows = [row for row in rows if row["version"] > kept.version]
                if kept.opened:
                    self._note_opened(stream.name)
        private = await self._key_if_needed(stream.name, rows)
        stream.state = aggregate.fold([self._read(stream.name, row, private) for row in rows], stream.state)
        stream.version = stream.stored_version = rows[-1]["version"] if rows else stream.snapshot_version

    async def _check_visible(self, stream: AnyStream) -> None:
        if self.context.covers(stream.unit):
            return
        await self._narrow()
        shared = await self.conn.fetchval("SELECT $1 IN (SELECT visible_resources())", stream.name)
        if not shared:
            raise NotFoundError

    async def _key_if_needed(self, name: str, rows: Sequence[asyncpg.Record]) -> bytes | None:
        if all(row["personal"] is None for row in rows):
            return None
        key = await keys.key_of(self.conn, self._sealer, name)
        if key is not None:
            self._note_opened(name)
        return key

    def _note_opened(self, name: str) -> None:
        # A command decides on what it loads; what a query loads is for its answer.
        if self._read_only:
            self.opened.add(name)

    def _read(self, name: str, row: asyncpg.Record, key: bytes | None) -> Event:
        return read_event(name, row, key, self._sealer)

    def record(self, stream: Stream[S], events: Sequence[Event], *, unit: str | None = None) -> None:
        """Folds the events into the stream's state now and appends them with the work.

        `unit` hands the stream to another unit from these events on. A new stream belongs to a unit the caller covers.
        """
        if not events:
            return
        if not stream.exists and not self.context.covers(stream.unit):
            raise ForbiddenError("The unit is outside the caller's permission.")
        if unit is not None:
            stream.unit = unit
        for event in events:
            stream.state = stream.aggregate.evolve(stream.state, event)
            stream.version += 1
            self._pending.append((stream, event, stream.version, stream.unit))

    def say_last(self, statement: Ready) -> None:
        """A row of texts and bytes that goes with the last that the work sends, whatever the handlers do."""
        self._last.append(statement)

    async def finish(self) -> None:
        """`flush`, the last time. Where rows are all that the work leaves, they are one statement and a transaction by
        themselves, sent with others'.
        """
        alone = not (self.transaction.begun or self._read_only) and all(
            not event.keeps_apart and version - stream.snapshot_version < snapshots.EVERY
            for stream, event, version, _ in self._pending
        )
        if not alone or not self._pending:
            await self.flush()
        else:
            batch = self.take()
            rows = singles((*batch.statements, *self._last)) if batch.statements is not None else None
            if rows is not None:
                await self._send_alone(batch, rows)
                return
            await self.send(batch)
        for statement in self._last:
            self.transaction.say_last(statement)

    async def _send_alone(self, batch: Batch, others: Sequence[Ready]) -> None:
        async def append(rows: Sequence[Row]) -> Placed:
            return await self._gathering.append(rows, self.transaction, others)

        self.appended.extend(await _appended(batch, append))
        for stream, *_ in batch.pending:
            stream.stored_version = stream.version

    async def flush(self) -> None:
        """Appends what was recorded and brings the tables up to it. Raises `ConcurrencyError` if someone was first."""
        if self._pending:
            await self.send(self.take())

    def take(self) -> Batch:
        """What was recorded so far, made ready for `send`, which the work then owes."""
        pending, self._pending = self._pending, []
        return batch_of(pending, self.context, self._projections)

    async def send(self, batch: Batch) -> None:
        """`flush` of what was taken. One batch after the other, in the order in which they were taken."""
        if not batch.pending:
            return
        if private := batch.personal:
            known = await keys.make_keys(self.conn, self._sealer, private)
            batch.seal(known, self._sealer)
        recorded = await _appended(batch, self._append_here)
        self._wide = True
        self.appended.extend(recorded)
        statements = batch.statements
        if statements is None:
            statements = self._projections.statements(recorded)
        if statements:
            await sql.execute_all(self.conn, statements, copying=self.transaction.copies)
        for stream in {id(stream): stream for stream, *_ in batch.pending}.values():
            if snapshots.is_due(stream):
                await snapshots.keep(self.conn, self._sealer, stream)
            stream.stored_version = stream.version

    async def _append_here(self, rows: Sequence[Row]) -> Placed:
        if len(rows) == 1:
            return await self.conn.fetch(APPEND_ONE, *rows[0])
        if self.transaction.copies and len(rows) >= sql.COPIED_FROM:
            return await self._append_copied(rows)
        return await self.conn.fetch(APPEND_MANY, *(list(column) for column in zip(*rows, strict=True)))

    async def _append_copied(self, rows: Sequence[Row]) -> Placed:
        """Many at once: their positions first, under the readers' guard, then the rows as they lie."""
        placed: Placed = await self.conn.fetch(RESERVE, len(rows))
        records = [
            (place["at"], *row[:5], row[5].encode(), place["recorded"]) for place, row in zip(placed, rows, strict=True)
        ]
        await self.conn.copy_records_to_table("events", records=records, columns=EVENT_COLUMNS)
        return placed

    @asynccontextmanager
    async def beyond(self) -> AsyncIterator[None]:
        """Inside, every unit is reached, whatever the caller's permission covers; who acts stays the same. For what a
        rule of the service itself allows and has checked: it is the service's word then, not the caller's.
        """
        await self.flush()
        own, self.context = self.context, replace(self.context, scopes=(EVERY_UNIT,), covers=everything)
        self._wide = True
        try:
            yield
            await self.flush()
        finally:
            self.context = own
            self._wide = True

    async def _narrow(self) -> None:
        if self._wide:
            await self.conn.execute("SELECT set_config('app.scopes', $1, true)", ",".join(self.context.scopes))
            self._wide = False

    async def rows(self, statement: Executable) -> list[asyncpg.Record]:
        """All rows of a SQLAlchemy Core statement, after what was recorded so far."""
        await self.flush()
        await self._narrow()
        return await sql.fetch(self.conn, statement)

    async def row(self, statement: Executable) -> asyncpg.Record | None:
        """The first row, or None."""
        found = await self.rows(statement)
        return found[0] if found else None

    async def value(self, statement: Executable) -> Any:
        """The first column of the first row, or None."""
        found = await self.row(statement)
        return None if found is None else found[0]

    async def execute(self, statement: Executable) -> None:
        """A statement whose rows nobody needs."""
        await self.execute_all([statement])

    async def execute_all(self, statements: Sequence[Executable]) -> None:
        """Statements whose rows nobody needs, in order; runs of one text go in one round trip."""
        await self.flush()
        await self._narrow()
        await sql.execute_all(self.conn, statements)

    async def unseal(self, stream: str, sealed: bytes | None) -> dict[str, Any]:
        """The personal fields that a table keeps as ciphertext; without a key every value is `ERASED`."""
        return (await self.unseal_all([(stream, sealed)]))[0]

    async def unseal_all(self, pairs: Sequence[tuple[str, bytes | None]]) -> list[dict[str, Any]]:
        """`unseal` for many rows in one round trip. For a caller it is logged as a look when the work ends."""
        wanted = [stream for stream, sealed in pairs if sealed is not None]
        known = await keys.keys_of(self.conn, self._sealer, wanted) if wanted else {}
        self.opened.update(known)
        return [{} if sealed is None else self._opened(known.get(stream), stream, sealed) for stream, sealed in pairs]

    def _opened(self, key: bytes | None, stream: str, sealed: bytes) -> dict[str, Any]:
        return Erased() if key is None else from_json(self._sealer.unseal(key, sealed, stream.encode()))

    async def salts(self, stream: str) -> Callable[[int, str], bytes] | None:
        """Of version and field, what the hash of the words said there is salted with; None where the key is gone. For
        a caller who is shown the words.
        """
        key = await keys.key_of(self.conn, self._sealer, stream)
        return None if key is None else partial(keys.salt_of, key, stream)

    async def seal(self, stream: str, values: dict[str, Any]) -> bytes | None:
        """The values as a table may keep them, for `unseal`; None where the stream has no key, or none any more."""
        key = await keys.key_of(self.conn, self._sealer, stream)
        return None if key is None else self._sealer.seal(key, to_json(values), stream.encode())

    async def destroy_key(self, stream: str) -> None:
        """Erasure: nothing sealed for this stream can be read again, here or in any copy."""
        await self.flush()
        await keys.destroy_key(self.conn, stream)
        self.erased.append(stream)

    @property
    def versions(self) -> dict[str, int]:
        """The streams recorded to, in the order of first recording, and the version that each will have."""
        done = {one.stream: one.version for one in self.appended}
        return {**done, **{stream.name: version for stream, _, version, _ in self._pending}}

    @property
    def position(self) -> str:
        """What was recorded, as `stream@version`, comma-separated, in the order of first recording."""
        return ",".join(f"{name}@{version}" for name, version in self.versions.items())


async def _appended(batch: Batch, append: Append) -> list[Recorded[Any]]:
    try:
        return batch.recorded(await append(batch.rows))
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name != "events_stream_version":
            raise
        raise ConcurrencyError from error
