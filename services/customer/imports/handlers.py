"""An import's way: received in one transaction, taken in slices of one transaction each."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import asyncpg
from pydantic_core import to_json
from sqlalchemy import delete, func, insert, select, update

from services.customer.imports.aggregate import IMPORT, CompleteImport, ReceiveFile, Stage, decide
from services.customer.imports.events import Form
from services.customer.imports.projections import SLICE
from services.customer.imports.splitting import Intake
from services.customer.imports.tables import chunks, imports, progress, refusals
from services.customer.imports.taking import Errand, Taken, take_rows
from shared.eventstore import keys
from shared.eventstore.deadlines import Deadline, set_deadline
from shared.eventstore.work import Work
from shared.web.errors import IdempotencyKeyReusedError

MOST_WAITING: Final = 20_000
"""Events that may wait for the relay before imports pause."""
PAUSE: Final = timedelta(seconds=1)
MOST_REFUSALS: Final = 10_000
"""Refusals kept by row; further ones are only counted."""

WAITING: Final = "SELECT (SELECT last_value FROM events_position) - position FROM relay"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller asks of a file."""

    import_id: str
    unit: str
    source: str
    form: Form
    dry_run: bool


async def receive_file(work: Work, sealer: keys.Sealer, wanted: Wanted, pieces: AsyncIterator[bytes]) -> None:
    """Keeps the file's rows, sealed, and says that it is here; memory does not grow with the file.

    The same import sent again is answered as before; another file, or another wish, under its id is refused.
    """
    one = await work.load(IMPORT, wanted.import_id, unit=wanted.unit)
    intake = Intake(wanted.form)
    if one.exists:
        async for _ in intake.chunks(pieces):
            pass
        known = await work.row(select(imports).where(imports.c.import_id == wanted.import_id))
        if known is None or known["file_hash"] != intake.file_hash or _asked(known) != wanted:
            raise IdempotencyKeyReusedError
        return
    key = (await keys.make_keys(work.conn, sealer, [one.name]))[one.name]
    number, first_row = 0, 1
    async for rows in intake.chunks(pieces):
        plain = to_json({"rows": [_text(row) for row in rows]})
        sealed = sealer.seal(key, plain, one.name.encode())
        await work.execute(
            insert(chunks).values(import_id=one.id, chunk=number, unit_id=one.unit, first_row=first_row, sealed=sealed)
        )
        number, first_row = number + 1, first_row + len(rows)
    await work.execute(
        insert(progress).values(
            import_id=one.id, unit_id=one.unit, done=0, registered=0, changed=0, unchanged=0, refused=0
        )
    )
    command = ReceiveFile(
        import_id=one.id,
        kind="customers",
        source=wanted.source,
        form=wanted.form,
        dry_run=wanted.dry_run,
        rows=intake.rows,
        size=intake.size,
        file_hash=intake.file_hash,
        effective_on=work.context.today,
    )
    work.record(one, decide(one.state, command))


def _asked(row: asyncpg.Record) -> Wanted:
    return Wanted(row["import_id"], row["unit_id"], row["source"], row["form"], row["dry_run"])


def _text(row: bytes) -> str | None:
    try:
        return row.decode("utf-8")
    except UnicodeDecodeError:
        return None


async def take_slice(work: Work, due: Deadline) -> None:
    """Takes the next chunk of an import and asks for the one after it; the last one completes the import."""
    if await work.conn.fetchval(WAITING) > MOST_WAITING:
        now = await work.value(select(func.clock_timestamp()))
        await work.execute(set_deadline(SLICE, due.subject, now + PAUSE))
        return
    one = await work.load(IMPORT, due.subject)
    if one.state.stage is not Stage.RUNNING:
        return
    row = await work.row(
        select(imports, chunks.c.chunk, chunks.c.first_row, chunks.c.sealed)
        .select_from(imports.outerjoin(chunks, chunks.c.import_id == imports.c.import_id))
        .where(imports.c.import_id == one.id)
        .order_by(chunks.c.chunk)
        .limit(1)
    )
    if row is None or row["chunk"] is None:
        await _complete(work, one.id)
        return
    lines = (await work.unseal(one.name, row["sealed"]))["rows"]
    errand = Errand(one.id, row["source"], row["unit_id"], row["effective_on"], row["dry_run"])
    taken = await take_rows(work, errand, lines, row["first_row"])
    await _note(work, errand, taken, len(lines))
    await work.execute(delete(chunks).where(chunks.c.import_id == one.id, chunks.c.chunk == row["chunk"]))
    # A moment later than the one that came: by the database's clock it is due at once.
    await work.execute(set_deadline(SLICE, one.id, due.due_at + timedelta(microseconds=1)))


async def _note(work: Work, errand: Errand, taken: Taken, rows: int) -> None:
    figures = {name: progress.c[name] + count for name, count in taken.results.items()}
    await work.execute(
        update(progress).where(progress.c.import_id == errand.import_id).values(done=progress.c.done + rows, **figures)
    )
    if not taken.refusals:
        return
    kept = await work.value(select(func.count()).select_from(refusals).where(refusals.c.import_id == errand.import_id))
    for place, (row, fault) in enumerate(taken.refusals[: max(0, MOST_REFUSALS - kept)]):
        await work.execute(
            insert(refusals).values(
                import_id=errand.import_id,
                row=row,
                place=place,
                unit_id=errand.unit,
                column=fault.column,
                reason=fault.reason,
            )
        )


async def _complete(work: Work, import_id: str) -> None:
    one = await work.load(IMPORT, import_id)
    row = await work.row(select(progress).where(progress.c.import_id == import_id))
    assert row is not None  # nosec B101  # noqa: S101 - written with the file
    command = CompleteImport(row["registered"], row["changed"], row["unchanged"], row["refused"])
    work.record(one, decide(one.state, command))
    await work.destroy_key(one.name)
