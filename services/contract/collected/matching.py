"""What waits is booked on the contract found for it, by a person or by rule: the order, then what came with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from services.contract.collected.aggregate import COLLECTED, BookRecord, Collected, Stage, decide
from services.contract.collected.booking import Target, book
from services.contract.collected.events import By, RecordBooked, RecordTaken, Said
from services.contract.collected.finding import Named, collected_id_of
from services.contract.collected.proposing import certain, party_ids, proposals
from services.contract.collected.tables import records
from services.contract.collector.events import RecordKind
from services.contract.contract.aggregate import CONTRACT
from services.contract.imports.rows import Fault
from services.contract.ledger.aggregate import LEDGER
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import ConcurrencyError, DomainError, InvalidFieldError, NotFoundError, NotPossibleNowError

IN_TURN: Final[Sequence[RecordKind]] = ("delivery", "acceptance", "invoice", "receipt", "payment")
"""How what waits with an order follows it."""
LOOKED_AT: Final = 500
"""Waiting orders that the rule looks at in one go, the oldest first."""


def fault_of(error: DomainError) -> Fault:
    """A refusal as what is wrong with a record."""
    found = error.details.get("errors")
    first = found[0] if isinstance(found, list) and found else {"pointer": "", "detail": error.detail}
    return Fault(first["pointer"].strip("/").replace("/", "."), first["detail"])


async def target_of(
    work: Work, source: str, contract_id: str, named: Named, place: tuple[str, str] | None = None
) -> Target:
    """The contract that a record is booked on, whatever state it is in."""
    try:
        contract = await work.load(CONTRACT, contract_id, must_exist=True)
    except NotFoundError as error:
        raise InvalidFieldError("/contract_id", "there is no such contract") from error
    ledger = await work.load(LEDGER, contract_id)
    return Target(source, contract, ledger, named.order_id, named.delivery_id, named.invoice_id, place)


async def booked_of(work: Work, taken: RecordTaken, target: Target, by: By) -> RecordBooked:
    """Books what a record says and tells where."""
    booked = await book(work, taken.said, target)
    return RecordBooked(
        collected_id=taken.collected_id,
        source=taken.source,
        kind=taken.said.kind,
        contract_id=target.contract.id,
        document_id=booked.document_id,
        clause=booked.clause,
        phase=booked.phase,
        by=by,
        excess=booked.excess,
        effective_on=taken.said.on,
    )


@dataclass(frozen=True, slots=True)
class Matched:
    """A record found its contract; of an order `booked` are those that followed it, `left` those that could not."""

    record: Stream[Collected]
    booked: tuple[str, ...]
    left: tuple[tuple[str, Fault], ...]


async def book_waiting(
    work: Work, collected_id: str, contract_id: str | None, place: tuple[str, str] | None, by: By
) -> Matched:
    """A waiting order is booked on a contract with its party, and what waited with it after it: what can't be goes on
    waiting and is told of. What was left like that is booked later by itself, on the contract of its order.
    """
    record = await work.load(COLLECTED, collected_id, must_exist=True)
    taken = record.state.taken
    if taken is None or record.state.stage is not Stage.WAITING:
        raise NotPossibleNowError(record.state.stage, record)
    if taken.said.kind != "order":
        return await _book_left(work, record, taken, contract_id, place, by)
    if contract_id is None:
        raise InvalidFieldError("/contract_id", "an order is matched with a contract")
    target = await target_of(work, taken.source, contract_id, Named(), place)
    if target.contract.state.head.counterparty_id not in await party_ids(work, taken.said.counterparty_id or ""):
        raise InvalidFieldError("/contract_id", "the contract is with somebody else")
    booked = await booked_of(work, taken, target, by)
    work.record(record, decide(record.state, BookRecord(booked)))
    done, left = list[str](), list[tuple[str, Fault]]()
    for follower in await _followers(work, collected_id):
        try:
            await _follow(work, follower, booked, place, by)
            done.append(follower.id)
        except ConcurrencyError:
            raise
        except DomainError as error:
            left.append((follower.id, fault_of(error)))
    return Matched(record, tuple(done), tuple(left))


async def _book_left(
    work: Work,
    record: Stream[Collected],
    taken: RecordTaken,
    contract_id: str | None,
    place: tuple[str, str] | None,
    by: By,
) -> Matched:
    order = await work.load(COLLECTED, taken.follows or "", must_exist=True)
    if order.state.booked is None:
        raise InvalidFieldError("/contract_id", "its order waits itself: that is matched")
    if contract_id not in (None, order.state.booked.contract_id):
        raise InvalidFieldError("/contract_id", "its order is booked on another contract")
    await _follow(work, record, order.state.booked, place, by)
    return Matched(record, (), ())


async def _followers(work: Work, collected_id: str) -> list[Stream[Collected]]:
    chosen = select(records.c.collected_id, records.c.kind).where(
        records.c.follows == collected_id, records.c.state == "waiting", visible(records.c.unit_id)
    )
    rows = await work.rows(chosen.order_by(records.c.effective_on, records.c.collected_id))
    rows.sort(key=lambda row: IN_TURN.index(row["kind"]))
    return [await work.load(COLLECTED, row["collected_id"], must_exist=True) for row in rows]


async def _follow(
    work: Work, record: Stream[Collected], order: RecordBooked, place: tuple[str, str] | None, by: By
) -> None:
    taken = record.state.taken
    if taken is None:
        raise NotFoundError
    said, source = taken.said, taken.source
    delivery_id = await _document_of(work, "delivery", source, said.delivery, "the delivery waits itself")
    invoice_id = await _document_of(work, "invoice", source, said.invoice, "the invoice waits itself")
    named = Named(order.contract_id, order.document_id, delivery_id, invoice_id)
    target = await target_of(work, taken.source, order.contract_id, named, place)
    booked = await booked_of(work, taken, target, by)
    work.record(record, decide(record.state, BookRecord(booked)))


async def _document_of(work: Work, kind: RecordKind, source: str, named: str | None, why: str) -> str | None:
    """Our document that a record names by its id in the source; it was booked before, or the record waits on."""
    if named is None:
        return None
    document = await work.load(COLLECTED, collected_id_of(kind, source, named))
    if document.state.booked is None:
        raise InvalidFieldError(f"/{kind}", why)
    return document.state.booked.document_id


async def match_waiting(work: Work, source: str, most: int) -> list[Matched]:
    """By rule, waiting orders of a source that have one contract for certain."""
    chosen = select(records.c.collected_id, records.c.said).where(
        records.c.source == source,
        records.c.kind == "order",
        records.c.state == "waiting",
        visible(records.c.unit_id),
    )
    done: list[Matched] = []
    waiting = await work.rows(chosen.order_by(records.c.effective_on, records.c.collected_id).limit(LOOKED_AT))
    for row in waiting:
        found = certain(await proposals(work, Said.model_validate(row["said"]))) if len(done) < most else None
        if found is not None:
            done.append(await book_waiting(work, row["collected_id"], found.contract_id, None, "rule"))
    return done
