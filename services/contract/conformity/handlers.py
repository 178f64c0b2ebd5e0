"""Standards taken in and over, agreements said in limits, concessions asked for and decided."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.contract.agreed_limit.aggregate import AgreedLimits
from services.contract.agreed_limit.events import AgreedLimitsStated
from services.contract.agreed_limit.handlers import state_limits
from services.contract.concession.aggregate import (
    CONCESSION,
    AskConcession,
    AskForBatch,
    Concession,
    DecideConcession,
)
from services.contract.concession.aggregate import decide as decide_concession
from services.contract.concession.events import BatchConcessionAsked, ConcessionAsked
from services.contract.contract.aggregate import CONTRACT
from services.contract.contract.machine import State
from services.contract.file.aggregate import FileWithStandard
from services.contract.file.handlers import attach_file, file_with_standard, stored_file
from services.contract.order.aggregate import ORDER
from services.contract.requirement.aggregate import REQUIREMENTS, DecideBatch, Of
from services.contract.requirement.aggregate import decide as decide_requirement
from services.contract.requirement.errors import BatchMeasuredAnewError, BatchNotHeldError
from services.contract.standard.aggregate import STANDARD, Command, ReceiveEdition, Standard, decide
from services.contract.standard.events import CheckedIn, Limit, StandardReceived
from services.contract.standard.queries import limit_in_force
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.security.known import require_covered
from shared.values.errors import InvalidFieldError, NotPossibleNowError
from shared.values.ids import derived_id


@dataclass(frozen=True, slots=True)
class StandardWish:
    counterparty_id: str
    code: str
    reference: str
    title: str
    grade: str | None
    specification: str | None
    limits: tuple[Limit, ...]
    contract_id: str | None
    file_id: str | None
    effective_on: date


def standard_id_of(counterparty_id: str, code: str) -> str:
    """The same for the same customer and code."""
    return derived_id("standard", counterparty_id, code)


async def receive_standard(work: Work, unit: str, wish: StandardWish) -> Stream[Standard]:
    """A standard, or a new edition of one, came in; its document belongs to the contract that is named, else to the
    standard itself.
    """
    standard_id = standard_id_of(wish.counterparty_id, wish.code)
    stream = await work.load(STANDARD, standard_id, unit=unit)
    await _keep_document(work, stream, wish)
    fact = StandardReceived(
        standard_id=standard_id,
        counterparty_id=wish.counterparty_id,
        code=wish.code,
        edition=stream.state.newest + 1,
        reference=wish.reference,
        grade=wish.grade,
        specification=wish.specification,
        limits=wish.limits,
        file_id=wish.file_id,
        contract_id=wish.contract_id,
        title=wish.title,
        effective_on=wish.effective_on,
    )
    work.record(stream, decide(stream.state, ReceiveEdition(fact)))
    return stream


async def _keep_document(work: Work, stream: Stream[Standard], wish: StandardWish) -> None:
    if wish.file_id is None:
        if wish.contract_id is not None:
            raise InvalidFieldError("/file_id", "a contract is named for a document")
        return
    if wish.contract_id is not None:
        contract = await work.load(CONTRACT, wish.contract_id, must_exist=True)
        if contract.state.head.counterparty_id != wish.counterparty_id:
            raise InvalidFieldError("/contract_id", "there is no such contract with this customer")
    await stored_file(work, wish.file_id, "/file_id")
    if wish.contract_id is None:
        filed = FileWithStandard(stream.id, wish.counterparty_id, stream.unit)
        await file_with_standard(work, wish.file_id, filed)
    else:
        await attach_file(work, wish.file_id, wish.contract_id)


async def move_standard(work: Work, standard_id: str, command: Command) -> Stream[Standard]:
    """An edition is accepted or declined, or the limits end."""
    stream = await work.load(STANDARD, standard_id, must_exist=True)
    require_covered(work, stream.unit, "/path/standard_id")
    work.record(stream, decide(stream.state, command))
    return stream


@dataclass(frozen=True, slots=True)
class AgreementWish:
    grade: str | None
    specification: str | None
    limits: tuple[Limit, ...]
    on: date


async def agree_on_limits(work: Work, contract_id: str, wish: AgreementWish, read: int) -> Stream[AgreedLimits]:
    """A draft says limits, within those of the counterparty's standards; `read` is the version it says them anew on."""
    contract = await work.load(CONTRACT, contract_id, must_exist=True)
    if contract.state.state is not State.DRAFT:
        raise NotPossibleNowError(contract.state.state, wish)
    fact = AgreedLimitsStated(
        contract_id=contract_id,
        counterparty_id=contract.state.head.counterparty_id,
        grade=wish.grade,
        specification=wish.specification,
        limits=wish.limits,
        effective_on=wish.on,
    )
    return await state_limits(work, contract.unit, fact, read)


@dataclass(frozen=True, slots=True)
class ConcessionWish:
    """`line` of an order, 0 of an agreement."""

    checked_in: CheckedIn
    subject_id: str
    line: int
    standard_id: str
    name: str
    unit: str | None
    least: Decimal | None
    most: Decimal | None
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class _Subject:
    contract_id: str
    counterparty_id: str
    unit: str


async def _subject(work: Work, wish: ConcessionWish) -> _Subject:
    if wish.checked_in == "agreement":
        contract = await work.load(CONTRACT, wish.subject_id, must_exist=True)
        if wish.line:
            raise InvalidFieldError("/line", "an agreement has no lines here")
        return _Subject(contract.id, contract.state.head.counterparty_id, contract.unit)
    order = await work.load(ORDER, wish.subject_id, must_exist=True)
    placed = order.state.placed
    if placed is None:
        raise NotPossibleNowError("new", wish)
    if wish.line not in {line.line for line in placed.lines}:
        raise InvalidFieldError("/line", "the order has no such line")
    return _Subject(placed.contract_id, placed.counterparty_id, order.unit)


async def ask_concession(work: Work, concession_id: str, wish: ConcessionWish) -> Stream[Concession]:
    """Somebody wants a limit to be passed over for one line, or in one agreement."""
    subject, today = await _subject(work, wish), work.context.today
    of = await limit_in_force(work, subject.counterparty_id, wish.standard_id, wish.name, today)
    if of is None:
        raise InvalidFieldError("/name", "the standard has no such limit in force for this customer")
    fact = ConcessionAsked(
        concession_id=concession_id,
        checked_in=wish.checked_in,
        subject_id=wish.subject_id,
        contract_id=subject.contract_id,
        line=wish.line,
        counterparty_id=subject.counterparty_id,
        standard_id=of.standard_id,
        code=of.code,
        edition=of.edition,
        name=of.limit.name,
        unit=of.limit.unit if wish.unit is None else wish.unit,
        least=wish.least,
        most=wish.most,
        asked_by=work.context.actor,
        reason=wish.reason,
        until=wish.until,
        effective_on=today,
    )
    stream = await work.load(CONCESSION, concession_id, key=subject.contract_id, unit=subject.unit)
    work.record(stream, decide_concession(stream.state, AskConcession(fact, of)))
    return stream


@dataclass(frozen=True, slots=True)
class BatchWish:
    """`reference` is the number of the customer's word."""

    reference: str
    reason: str


async def ask_for_batch(
    work: Work, concession_id: str, order_id: str, name: str, wish: BatchWish
) -> Stream[Concession]:
    """Somebody wants a batch that is held to pass in all that it departs in: one question, whatever its limits."""
    order = await work.load(ORDER, order_id, must_exist=True)
    requirements = await work.load(REQUIREMENTS, order_id, key=order.key, unit=order.unit)
    batch, placed = requirements.state.batches.get(name), order.state.placed
    if placed is None or batch is None or not batch.held or batch.decision is not None:
        raise BatchNotHeldError(batch=name)
    fact = BatchConcessionAsked(
        concession_id=concession_id,
        order_id=order_id,
        contract_id=placed.contract_id,
        counterparty_id=placed.counterparty_id,
        line=batch.line,
        batch=name,
        grade=batch.grade,
        quantity=batch.quantity,
        deviations=batch.deviations,
        objected=batch.objected,
        reference=wish.reference,
        asked_by=work.context.actor,
        reason=wish.reason,
        effective_on=work.context.today,
    )
    stream = await work.load(CONCESSION, concession_id, key=placed.contract_id, unit=order.unit)
    work.record(stream, decide_concession(stream.state, AskForBatch(fact)))
    return stream


async def settle_concession(work: Work, concession_id: str, *, granted: bool, reason: str) -> Stream[Concession]:
    """Somebody else grants it, or not; a batch that it is granted for passes with it."""
    stream = await work.load(CONCESSION, concession_id, must_exist=True)
    require_covered(work, stream.unit, "/path/concession_id")
    command = DecideConcession(granted, work.context.actor, reason, work.context.today)
    events = decide_concession(stream.state, command)
    if granted and isinstance(stream.state.asked, BatchConcessionAsked):
        await _let_batch_pass(work, stream.state.asked, reason)
    work.record(stream, events)
    return stream


async def _let_batch_pass(work: Work, asked: BatchConcessionAsked, reason: str) -> None:
    requirements = await work.load(REQUIREMENTS, asked.order_id, must_exist=True)
    batch = requirements.state.batches.get(asked.batch)
    same = (asked.line, asked.quantity, asked.deviations, asked.objected)
    if batch is not None and (batch.line, batch.quantity, batch.deviations, batch.objected) != same:
        raise BatchMeasuredAnewError(batch=asked.batch)
    of = Of(asked.order_id, asked.contract_id, asked.counterparty_id, asked.line, work.context.today)
    command = DecideBatch(of, asked.batch, "conceded", None, asked.reference, reason, work.context.actor)
    work.record(requirements, decide_requirement(requirements.state, command))
