"""An export is begun, grows piece by piece, ends; nobody but who asked for it reads it, and a day later it is gone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

import asyncpg
from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from services.portal.export.tables import export_pieces, exports
from shared.eventstore.keys import Sealer
from shared.eventstore.work import Work
from shared.security.sealing import new_key

KEPT: Final = timedelta(days=1)
LOST_AFTER: Final = timedelta(seconds=60)
"""An export that was not touched for so long has nobody any more who makes it."""

State = Literal["running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Export:
    """How far an export is; `expected` is None where nobody could say how many rows there will be."""

    export_id: str
    what: str
    state: State
    rows: int
    expected: int | None
    begun_at: datetime
    until: datetime

    @property
    def over(self) -> bool:
        return self.state != "running"

    @property
    def share(self) -> int | None:
        """In percent."""
        if self.state == "done":
            return 100
        return min(99, round(100 * self.rows / self.expected)) if self.expected else None


async def begin(work: Work, sealer: Sealer, export_id: str, staff_id: str, what: str) -> bytes | None:
    """The key of its pieces; None where it was begun before: the same form sent twice is one export."""
    key, now = new_key(), work.context.now
    row = insert(exports).values(
        export_id=export_id,
        staff_id=staff_id,
        what=what,
        state="running",
        rows=0,
        key=sealer.wrap(key),
        begun_at=now,
        touched_at=now,
        until=now + KEPT,
    )
    made = await work.rows(row.on_conflict_do_nothing().returning(exports.c.export_id))
    return key if made else None


async def keep_piece(work: Work, sealer: Sealer, export_id: str, key: bytes, place: int, plain: bytes) -> None:
    """Adds to what there is."""
    sealed = sealer.seal(key, plain, _bound(export_id, place))
    await work.execute(insert(export_pieces).values(export_id=export_id, place=place, sealed=sealed))


async def note(work: Work, export_id: str, *, rows: int, expected: int | None, state: State) -> None:
    """How far it is."""
    told = {"rows": rows, "expected": expected, "state": state, "touched_at": work.context.now}
    await work.execute(update(exports).where(exports.c.export_id == export_id).values(**told))


async def exports_of(work: Work, staff_id: str, limit: int) -> list[Export]:
    """The latest that the person asked for and that are still there."""
    mine = select(exports).where(exports.c.staff_id == staff_id, exports.c.until > work.context.now)
    rows = await work.rows(mine.order_by(exports.c.begun_at.desc(), exports.c.export_id.desc()).limit(limit))
    return [_seen(row, work.context.now) for row in rows]


async def export_of(work: Work, staff_id: str, export_id: str) -> Export | None:
    """One of the person's own."""
    row = await work.row(
        select(exports).where(
            exports.c.export_id == export_id, exports.c.staff_id == staff_id, exports.c.until > work.context.now
        )
    )
    return None if row is None else _seen(row, work.context.now)


async def pieces_of(work: Work, sealer: Sealer, export_id: str) -> AsyncIterator[bytes]:
    """What it has, one piece after the other."""
    key = sealer.unwrap(await work.value(select(exports.c.key).where(exports.c.export_id == export_id)))
    places = await work.rows(
        select(export_pieces.c.place).where(export_pieces.c.export_id == export_id).order_by(export_pieces.c.place)
    )
    for row in places:
        place = row["place"]
        one = select(export_pieces.c.sealed).where(
            export_pieces.c.export_id == export_id, export_pieces.c.place == place
        )
        yield sealer.unseal(key, await work.value(one), _bound(export_id, place))


async def forget_old(work: Work) -> None:
    """What is older than a day goes with its key."""
    await work.execute(delete(exports).where(exports.c.until <= work.context.now))
    kept = exists().where(exports.c.export_id == export_pieces.c.export_id)
    await work.execute(delete(export_pieces).where(~kept))


def _bound(export_id: str, place: int) -> bytes:
    return f"export-{export_id}/{place}".encode()


def _seen(row: asyncpg.Record, now: datetime) -> Export:
    lost = row["state"] == "running" and row["touched_at"] < now - LOST_AFTER
    told = {name: row[name] for name in ("export_id", "what", "rows", "expected", "begun_at", "until")}
    return Export(**told, state="failed" if lost else row["state"])
