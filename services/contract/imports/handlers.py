"""An import's way: received in one transaction, taken in slices of one transaction each."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Literal

from pydantic_core import to_json
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from services.contract.imports.errand import Errand, Taken
from services.contract.imports.foreign import take_contracts
from services.contract.imports.held import Held
from services.contract.imports.intake import Intake
from services.contract.imports.known import told_since
from services.contract.imports.records import recorded
from services.contract.imports.retail import take_purchases
from services.contract.imports.running import take_running
from services.contract.imports.tables import (
    SINCE,
    amounts,
    chunks,
    imports,
    openings,
    progress,
    remarks,
    units_brought,
)
from services.contract.imports.units import units_called, units_told
from services.contract.ocds.contracts import ForeignContract
from services.contract.ocds.report import holdings
from services.contract.register.reading import register
from shared.eventstore import keys
from shared.eventstore.deadlines import Deadline, clear_deadline, set_deadline
from shared.eventstore.prepared import Prepared, Ready
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import DomainError, NotFoundError
from shared.web.errors import IdempotencyKeyReusedError

Kind = Literal["ocds", "register", "retail-orders", "contracts"]
SLICE: Final = "import.slice"
EXPIRE: Final = "import.expire"
HELD: Final = timedelta(days=1)
"""How long a file waits for the word to begin."""
ROWS: Final[dict[Kind, int]] = {"ocds": 1000, "register": 1000, "retail-orders": 200, "contracts": 200}
"""Rows of a slice, so that it takes about 200 ms."""
MOST_WAITING: Final = 20_000
"""Events that may wait for the relay before imports pause."""
BY_LINE: Final[frozenset[Kind]] = frozenset({"retail-orders", "contracts"})
"""What is read line by line, however long the file is."""
PAUSE: Final = timedelta(seconds=0.5)
MOST_RETRIES: Final = 40
"""How often in all an import waits, a pause each time, for customers that are on their way."""
MOST_REMARKS: Final = 10_000
"""Remarks kept by row; further ones are only counted."""

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
REMARK: Final = Prepared(insert(remarks), remarks.c.keys())
WAITING: Final = "SELECT (SELECT last_value FROM events_position) - position FROM relay"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller asks of a file."""

    import_id: str
    kind: Kind
    unit: str
    source: str
    currency: str
    hold: bool = False
    """Only say what is in the file, and wait for the word."""
    units: Mapping[str, str] = field(default_factory=dict)
    """Ours, by what the file calls them."""


class NotHeldError(DomainError):
    """The import runs already, is done, or its file waited too long."""


async def receive_file(work: Work, sealer: keys.Sealer, wanted: Wanted, pieces: AsyncIterator[bytes]) -> None:
    """Keeps the file's rows, sealed, and asks for its first slice.

    The same import sent again is answered as before; another file, or another wish, under its id is refused.
    """
    intake = Intake()
    known = await work.row(select(imports).where(imports.c.import_id == wanted.import_id))
    if known is not None:
        await intake.whole(pieces)
        asked = known["import_id"], known["kind"], known["unit_id"], known["source"], known["currency"]
        before = Wanted(*asked, hold=wanted.hold, units=wanted.units)
        if known["file_hash"] != intake.file_hash or before != wanted:
            raise IdempotencyKeyReusedError
        return
    ours = await units_told(work, wanted.units)
    keeping = _Keeping(work, sealer, replace(wanted, units=ours))
    await keeping.prepare()
    if wanted.kind not in BY_LINE:
        await keeping.keep_contracts(await intake.whole(pieces))
    else:
        async for rows in intake.chunks(pieces, ROWS[wanted.kind]):
            await keeping.keep(rows, await keeping.look(rows))
    await keeping.finish(intake.file_hash)


class _Keeping:
    """The tables of an import while its file arrives."""

    def __init__(self, work: Work, sealer: keys.Sealer, wanted: Wanted) -> None:
        self._work, self._sealer, self._wanted = work, sealer, wanted
        self._key = b""
        self._chunk, self._rows, self._rejected, self._warnings = 0, 0, 0, 0
        self._figures: dict[str, Any] | None = None
        self._held = Held(wanted.unit, wanted.currency, work.context.today)

    async def prepare(self) -> None:
        name = stream_of(self._wanted.import_id)
        self._key = (await keys.make_keys(self._work.conn, self._sealer, [name]))[name]

    async def keep(self, rows: list[str], units: Mapping[str, str] = NOTHING) -> None:
        wanted = self._wanted
        name = stream_of(wanted.import_id)
        sealed = self._sealer.seal(self._key, to_json({"rows": rows, "units": dict(units)}), name.encode())
        place = {"import_id": wanted.import_id, "chunk": self._chunk, "unit_id": wanted.unit}
        row = insert(chunks).values(**place, first_row=self._rows + 1, rows=len(rows), sealed=sealed)
        await self._work.execute(row)
        self._chunk, self._rows = self._chunk + 1, self._rows + len(rows)

    async def look(self, lines: list[str]) -> Mapping[str, str]:
        """What a file of running contracts holds, told before it is taken; gives the units that its rows name, as the
        caller may import into them.
        """
        if self._wanted.kind != "contracts":
            return NOTHING
        rows = self._held.read(lines)
        names = {row.unit_code for row in rows if row.unit_code is not None}
        called = await units_called(self._work, names, self._wanted.units)
        units = {name: called[name] for name in names & called.keys()}
        self._held.add(rows, units)
        self._figures = self._held.document()
        return units

    async def keep_contracts(self, data: bytes) -> None:
        """The contracts of a file become rows; what it rejects is remarked at once."""
        if self._wanted.kind == "register":
            found = await asyncio.to_thread(register, data, self._wanted.currency)
        else:
            found = await asyncio.to_thread(holdings, data, self._work.context.today)
        # A register says the unit in a column of its own; of a buyer the caller says which unit that is.
        by_unit = bool(found.belongings) if self._wanted.kind == "register" else bool(self._wanted.units)
        if by_unit:
            names = {one.name for one in found.belongings.values()}
            found.assign(await units_called(self._work, names, self._wanted.units))
        lines = [contract.line() for contract in found.contracts.values()]
        for at in range(0, len(lines), ROWS["ocds"]):
            await self.keep(lines[at : at + ROWS["ocds"]])
        self._figures = {**found.document(), "rejected": len(found.rejected), "warnings": len(found.warnings)}
        if by_unit:
            self._figures["units"] = found.by_unit()
        if self._wanted.hold:
            self._figures |= await self._compared(list(found.contracts.values()))
        said: list[Ready] = []
        for kind, each in (("rejected", found.rejected), ("warning", found.warnings)):
            for remark in each[: MOST_REMARKS - len(said)]:
                words = {"kind": kind, "column": f"{remark.place}{remark.field}"[:500], "reason": remark.reason}
                said.append(_remark(self._wanted.import_id, self._wanted.unit, 0, len(said), words))
        await self._work.execute_all(said)
        self._rejected, self._warnings = len(found.rejected), len(found.warnings)

    async def _compared(self, found: Sequence[ForeignContract]) -> dict[str, int]:
        """What of a file that is only read is here already, of how many contracts it tells more, and how much."""
        compared = Counter(dict.fromkeys(("known", "amended", *SINCE), 0))
        for at in range(0, len(found), ROWS["ocds"]):
            since = await told_since(self._work, self._wanted.source, found[at : at + ROWS["ocds"]])
            compared["known"] += len(since)
            for news in since.values():
                compared.update({"amended": int(bool(news)), "differing": len(news.differing), **news.counted()})
        return dict(compared)

    async def finish(self, file_hash: str) -> None:
        wanted, work = self._wanted, self._work
        rows = self._rows + self._rejected
        await work.execute(
            insert(imports).values(
                import_id=wanted.import_id,
                unit_id=wanted.unit,
                kind=wanted.kind,
                source=wanted.source,
                state="held" if wanted.hold else "running",
                rows=rows,
                file_hash=file_hash,
                effective_on=work.context.today,
                actor=work.context.actor,
                received_at=work.context.now,
                currency=wanted.currency,
                figures=self._figures,
            )
        )
        await work.execute(
            insert(progress).values(
                import_id=wanted.import_id,
                unit_id=wanted.unit,
                done=self._rejected,
                imported=0,
                amended=0,
                unchanged=0,
                rejected=self._rejected,
                warnings=self._warnings,
                retries=0,
            )
        )
        if wanted.hold:
            await work.execute(set_deadline(EXPIRE, wanted.import_id, work.context.now + HELD))
        else:
            await work.execute(set_deadline(SLICE, wanted.import_id, work.context.now))


async def begin_held(work: Work, import_id: str) -> None:
    """Lets an import go on that was held; raises `NotFoundError`, `NotHeldError`."""
    chosen = (imports.c.import_id == import_id) & visible(imports.c.unit_id)
    row = await work.row(select(imports.c.state).where(chosen).with_for_update())
    if row is None:
        raise NotFoundError
    if row["state"] != "held":
        raise NotHeldError
    await work.execute(update(imports).where(chosen).values(state="running"))
    await work.execute(clear_deadline(EXPIRE, import_id))
    await work.execute(set_deadline(SLICE, import_id, work.context.now))


async def expire(work: Work, due: Deadline) -> None:
    """A file nobody gave the word for is not kept: its rows go, and what it held stays in figures."""
    of = imports.c.import_id == due.subject
    if await work.value(select(imports.c.state).where(of)) != "held":
        return
    await work.execute(update(imports).where(of).values(state="expired", completed_at=work.context.now))
    await work.execute(delete(chunks).where(chunks.c.import_id == due.subject))
    await work.destroy_key(stream_of(due.subject))


def stream_of(import_id: str) -> str:
    """The name under which the import's key is kept."""
    return f"import-{import_id}"


async def take_slice(work: Work, due: Deadline) -> None:
    """Takes the next chunk of an import and asks for the one after it; the last one completes the import."""
    if await work.conn.fetchval(WAITING) > MOST_WAITING:
        await _again(work, due)
        return
    row = await work.row(
        select(imports, progress.c.retries, chunks.c.chunk, chunks.c.first_row, chunks.c.sealed)
        .select_from(
            imports.join(progress, progress.c.import_id == imports.c.import_id).outerjoin(
                chunks, chunks.c.import_id == imports.c.import_id
            )
        )
        .where(imports.c.import_id == due.subject, imports.c.state == "running")
        .order_by(chunks.c.chunk)
        .limit(1)
    )
    if row is None:
        return
    if row["chunk"] is None:
        await _complete(work, due.subject)
        return
    kept = await work.unseal(stream_of(due.subject), row["sealed"])
    said = {name: row[name] for name in ("import_id", "source", "actor", "currency", "effective_on")}
    errand, lines = Errand(unit=row["unit_id"], units=kept.get("units", NOTHING), **said), kept["rows"]
    waits = row["retries"] < MOST_RETRIES
    if row["kind"] not in BY_LINE:
        taken: Taken | None = await take_contracts(work, errand, lines, row["first_row"])
    else:
        take = take_purchases if row["kind"] == "retail-orders" else take_running
        taken = await take(work, errand, lines, row["first_row"], wait_for_unknown=waits)
    if taken is None:
        retried = update(progress).where(progress.c.import_id == due.subject)
        await work.execute(retried.values(retries=progress.c.retries + 1))
        await _again(work, due)
        return
    await _note(work, errand, taken, len(lines))
    await work.execute(delete(chunks).where(chunks.c.import_id == due.subject, chunks.c.chunk == row["chunk"]))
    # A moment later than the one that came: by the database's clock it is due at once.
    await work.execute(set_deadline(SLICE, due.subject, due.due_at + timedelta(microseconds=1)))


async def _again(work: Work, due: Deadline) -> None:
    now = await work.value(select(func.clock_timestamp()))
    await work.execute(set_deadline(SLICE, due.subject, now + PAUSE))


async def _note(work: Work, errand: Errand, taken: Taken, rows: int) -> None:
    counted = [*taken.results.items(), *taken.later.items()]
    figures: dict[str, Any] = {name: progress.c[name] + count for name, count in counted}
    doubts = sum(kind == "warning" for kind, _, _ in taken.remarks)
    await work.execute(
        update(progress)
        .where(progress.c.import_id == errand.import_id)
        .values(done=progress.c.done + rows, warnings=progress.c.warnings + doubts, **figures)
    )
    sums: dict[str, Decimal] = {}
    for (unit, currency), (count, amount) in taken.brought.items():
        sums[currency] = sums.get(currency, Decimal(0)) + amount
        of = {"import_id": errand.import_id, "unit_id": unit, "currency": currency}
        brought = upsert(units_brought).values(**of, rows=count, amount=amount)
        more = {name: units_brought.c[name] + brought.excluded[name] for name in ("rows", "amount")}
        await work.execute(brought.on_conflict_do_update(index_elements=list(of), set_=more))
    for currency, amount in sums.items():
        row = upsert(amounts).values(import_id=errand.import_id, currency=currency, unit_id=errand.unit, amount=amount)
        keys_ = [amounts.c.import_id, amounts.c.currency]
        await work.execute(
            row.on_conflict_do_update(index_elements=keys_, set_={"amount": amounts.c.amount + row.excluded.amount})
        )
    for (kind, currency), amount in taken.openings.items():
        opening = upsert(openings).values(
            import_id=errand.import_id, kind=kind, currency=currency, unit_id=errand.unit, amount=amount
        )
        same = [openings.c.import_id, openings.c.kind, openings.c.currency]
        grown = {"amount": openings.c.amount + opening.excluded.amount}
        await work.execute(opening.on_conflict_do_update(index_elements=same, set_=grown))
    await work.execute_all([recorded(errand.import_id, one) for one in taken.came])
    if not taken.remarks:
        return
    kept = await work.value(select(func.count()).select_from(remarks).where(remarks.c.import_id == errand.import_id))
    said = []
    for place, (kind, number, fault) in enumerate(taken.remarks[: max(0, MOST_REMARKS - kept)]):
        words = {"kind": kind, "column": fault.column, "reason": fault.reason}
        said.append(_remark(errand.import_id, errand.unit, number, place, words))
    await work.execute_all(said)


def _remark(import_id: str, unit: str, row: int, place: int, words: dict[str, str]) -> Ready:
    return REMARK(import_id=import_id, unit_id=unit, row=row, place=place, **words)


async def _complete(work: Work, import_id: str) -> None:
    ended = update(imports).where(imports.c.import_id == import_id)
    await work.execute(ended.values(state="completed", completed_at=work.context.now))
    await work.destroy_key(stream_of(import_id))
