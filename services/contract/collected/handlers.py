"""Batches of records taken in: what names a contract is booked, an order without one waits, and what goes with it."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.contract.authority.queries import units_above
from services.contract.collected.aggregate import (
    COLLECTED,
    BookRecord,
    Collected,
    SeeAgain,
    SetAside,
    TakeRecord,
    TakeUp,
    decide,
)
from services.contract.collected.events import RecordTaken, Said
from services.contract.collected.finding import Named, collected_id_of, named_by, parties_of
from services.contract.collected.matching import book_waiting, booked_of, fault_of, target_of
from services.contract.collected.proposing import certain, proposals
from services.contract.collected.rows import OrderRow, Row, hash_of, parties_named, read_row, said_of
from services.contract.collector.aggregate import BATCH, Batch, Collector, decide_batch
from services.contract.collector.events import BatchTaken, CollectorLaidDown, Remark, Result
from services.contract.collector.handlers import CollectorIsPausedError, collector_of
from services.contract.contract.aggregate import CONTRACT
from services.contract.exposure.handlers import Noted, note_order
from services.contract.imports.rows import Fault, RowRejectedError
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import ConcurrencyError, DomainError, InvalidFieldError, NotFoundError

MOST_RECORDS: Final = 200
"""Records of one batch, all in one transaction."""
MOST_REMARKS: Final = 100
"""Remarks of a batch that are kept; the answer has them all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record."""

    index: int
    result: Result
    kind: str = ""
    source_id: str = ""
    collected_id: str | None = None
    contract_id: str | None = None
    document_id: str | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    batch: Stream[Batch]
    outcomes: tuple[Outcome, ...]


class TooManyRecordsError(DomainError):
    """A batch has at most 200 records."""

    status = 413


async def take_batch(work: Work, batch_id: str, collector_id: str, data: bytes) -> Taken:
    """Takes records, a line each. What is good is booked or waits, what is not is told of by its place, field and
    reason; what is known already changes nothing.
    """
    collector = await collector_of(work, collector_id)
    source = _laid_down(collector).source
    if collector.state.paused:
        raise CollectorIsPausedError(source=source)
    lines = [line for line in data.decode("utf-8", "replace").splitlines() if line.strip()]
    if not lines:
        raise InvalidFieldError("", "a batch has at least one record")
    if len(lines) > MOST_RECORDS:
        raise TooManyRecordsError(limit=MOST_RECORDS)
    rows = [_read(index, line) for index, line in enumerate(lines)]
    good = [row for row in rows if not isinstance(row, Outcome)]
    imported = await parties_of(work, _laid_down(collector).parties, parties_named(good))
    parties = imported | collector.state.parties
    taking = _Taking(work, source, collector, parties)
    outcomes = [row if isinstance(row, Outcome) else await taking.take(index, row) for index, row in enumerate(rows)]
    counts = Counter(outcome.result for outcome in outcomes)
    fact = BatchTaken(
        batch_id=batch_id,
        collector_id=collector.id,
        source=source,
        content_hash=hashlib.sha256(data).hexdigest(),
        records=len(outcomes),
        booked=counts["booked"],
        waiting=counts["waiting"],
        unchanged=counts["unchanged"],
        differing=counts["differing"],
        rejected=counts["rejected"],
        remarks=tuple(remarks_of(outcomes))[:MOST_REMARKS],
        effective_on=work.context.today,
    )
    batch = await work.load(BATCH, batch_id, key=collector.id, unit=collector.unit)
    work.record(batch, decide_batch(batch.state, fact))
    return Taken(batch, tuple(outcomes))


async def set_aside(work: Work, collected_id: str, reason: str) -> Stream[Collected]:
    """A waiting order is looked through no more for now."""
    record = await work.load(COLLECTED, collected_id, must_exist=True)
    work.record(record, decide(record.state, SetAside(reason, work.context.today)))
    return record


async def take_up(work: Work, collected_id: str) -> Stream[Collected]:
    """It waits again, and counts in what its customer owes."""
    record = await work.load(COLLECTED, collected_id, must_exist=True)
    work.record(record, decide(record.state, TakeUp(work.context.today)))
    if record.state.taken is not None:
        await _note(work, record.id, record.unit, record.state.taken.said)
    return record


async def _note(work: Work, collected_id: str, unit: str, said: Said) -> None:
    """Of an order without a contract: those that come with it look at what its customer owes again."""
    if said.kind == "order" and said.direction == "sales" and said.counterparty_id and said.amount:
        await note_order(work, Noted(collected_id, unit, said.counterparty_id, said.amount, said.on))


def remarks_of(outcomes: Sequence[Outcome]) -> list[Remark]:
    """What is to be said, a fault each."""
    return [
        Remark(
            index=outcome.index,
            kind=outcome.kind,
            source_id=outcome.source_id,
            result=outcome.result,
            field=fault.column,
            reason=fault.reason,
        )
        for outcome in outcomes
        for fault in outcome.faults
    ]


def _read(index: int, line: str) -> Row | Outcome:
    try:
        return read_row(line)
    except RowRejectedError as error:
        return Outcome(index, "rejected", faults=error.faults)


def _laid_down(collector: Stream[Collector]) -> CollectorLaidDown:
    if collector.state.laid_down is None:
        raise NotFoundError
    return collector.state.laid_down


class _Taking:
    """The records of one batch, one after another."""

    def __init__(self, work: Work, source: str, collector: Stream[Collector], parties: dict[str, str]) -> None:
        self._work, self._source, self._collector, self._parties = work, source, collector, parties

    async def take(self, index: int, row: Row) -> Outcome:
        named: dict[str, str] = {"kind": row.kind, "source_id": row.source_id}
        collected_id = collected_id_of(row.kind, self._source, row.source_id)
        try:
            return await self._take(index, row, collected_id)
        except RowRejectedError as error:
            return Outcome(index, "rejected", **named, faults=error.faults)
        except ConcurrencyError:
            raise
        except DomainError as error:
            return Outcome(index, "rejected", **named, faults=(fault_of(error),))

    async def _take(self, index: int, row: Row, collected_id: str) -> Outcome:
        work, own = self._work, self._collector.state
        if row.kind not in own.brings:
            raise InvalidFieldError("/kind", "the collector does not bring records of this kind")
        said = said_of(row, own, self._parties)
        unit = own.unit(row.unit if isinstance(row, OrderRow) else None)
        if unit is None:
            raise InvalidFieldError("/unit", "the collector knows no such unit")
        if not work.context.covers(unit):
            raise InvalidFieldError("/unit", "the unit is outside the caller's permission")
        record = await work.load(COLLECTED, collected_id, key=collected_id, unit=unit)
        if record.exists:
            return self._again(index, row, record)
        named = await named_by(work, self._source, row)
        taken = RecordTaken(
            collected_id=collected_id,
            source=self._source,
            content_hash=hash_of(row),
            said=said,
            follows=named.follows,
        )
        if named.contract_id is not None:
            await self._book_new(record, taken, named)
        else:
            _check_waits(said)
            work.record(record, decide(record.state, TakeRecord(taken)))
            await _note(work, record.id, record.unit, said)
            await self._match_by_rule(record, said)
        return self._outcome(index, row, record)

    def _again(self, index: int, row: Row, record: Stream[Collected]) -> Outcome:
        known = record.state.taken
        content_hash = hash_of(row)
        same = known is not None and known.content_hash == content_hash
        self._work.record(record, decide(record.state, SeeAgain(content_hash, self._work.context.today)))
        faults = () if same else (Fault("", "the source said something else under this id before: nothing changes"),)
        return Outcome(
            index, "unchanged" if same else "differing", row.kind, row.source_id, *_where(record), faults=faults
        )

    async def _book_new(self, record: Stream[Collected], taken: RecordTaken, named: Named) -> None:
        target = await target_of(self._work, self._source, named.contract_id or "", named)
        if not await self._within(target.contract.unit):
            raise InvalidFieldError("/contract_number", "the collector brings nothing of the contract's unit")
        booked = await booked_of(self._work, taken, target, "record")
        self._work.record(record, decide(record.state, TakeRecord(taken)))
        self._work.record(record, decide(record.state, BookRecord(booked)))

    async def _match_by_rule(self, record: Stream[Collected], said: Said) -> None:
        rule = _laid_down(self._collector).match_by_rule
        found = certain(await proposals(self._work, said)) if rule and said.kind == "order" else None
        if found is not None and await self._within((await self._work.load(CONTRACT, found.contract_id)).unit):
            await book_waiting(self._work, record.id, found.contract_id, None, "rule")

    async def _within(self, unit: str) -> bool:
        """Whether the collector brings records of the unit: of its own, those that it names, and whatever is below."""
        own = _laid_down(self._collector)
        return bool({own.unit_id, *(one.unit_id for one in own.units)} & await units_above(self._work, unit))

    def _outcome(self, index: int, row: Row, record: Stream[Collected]) -> Outcome:
        booked = record.state.booked
        faults: tuple[Fault, ...] = ()
        if booked is not None and booked.excess is not None:
            faults = (Fault("", f"beyond what the contract allows: {booked.excess.reason}"),)
        result: Result = "waiting" if booked is None else "booked"
        return Outcome(index, result, row.kind, row.source_id, *_where(record), faults=faults)


def _where(record: Stream[Collected]) -> tuple[str, str | None, str | None]:
    booked = record.state.booked
    return record.id, booked.contract_id if booked else None, booked.document_id if booked else None


def _check_waits(said: Said) -> None:
    """An order without a contract says whose it is, so that one can be found for it."""
    if said.kind == "order" and said.direction is None:
        raise InvalidFieldError("/direction", "an order without a contract says its direction")
    if said.kind == "order" and said.counterparty_id is None:
        raise InvalidFieldError("/party", "an order without a contract names its party")
