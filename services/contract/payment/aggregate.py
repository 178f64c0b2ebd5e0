"""One movement of money decided and folded: out (asked for, blocked, held, released, made), in (received, allocated),
or back.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.contract.ledger.control import Breach
from services.contract.payment.events import (
    Allocation,
    Excess,
    PaymentAllocated,
    PaymentBlocked,
    PaymentBroughtForward,
    PaymentHeld,
    PaymentMade,
    PaymentOffset,
    PaymentPart,
    PaymentReceived,
    PaymentRefunded,
    PaymentReleased,
    PaymentRequested,
)
from services.contract.terms import Direction
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError, NotPossibleNowError


class Stage(StrEnum):
    NEW = "new"
    REQUESTED = "requested"
    BLOCKED = "blocked"
    HELD = "held"
    RELEASED = "released"
    MADE = "made"
    RECEIVED = "received"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Payment:
    stage: Stage = Stage.NEW
    payment_id: str = ""
    contract_id: str = ""
    counterparty_id: str = ""
    request: PaymentRequested | None = None
    waiver_id: str = ""


@dataclass(frozen=True, slots=True)
class Pay:
    """A payment with what payment control found. Under strict control a breach blocks it, else it is reported."""

    request: PaymentRequested
    owner_id: str
    direction: Direction
    breach: Breach | None
    strict: bool
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Hold:
    """A waiver is asked for a payment that was blocked."""

    waiver_id: str
    on: date


@dataclass(frozen=True, slots=True)
class Release:
    """The waiver the payment waits for was granted; `breach` is what control finds besides."""

    owner_id: str
    direction: Direction
    breach: Breach | None
    due_on: date | None
    on: date


@dataclass(frozen=True, slots=True)
class SetOff:
    """What is left of an advance settles invoices; clause and phase are the advance's."""

    clause: str
    phase: str
    allocations: tuple[Allocation, ...]
    on: date


@dataclass(frozen=True, slots=True)
class Refund:
    fact: PaymentRefunded


@dataclass(frozen=True, slots=True)
class ImportPayment:
    """A payment that was made elsewhere: a fact, never refused."""

    fact: PaymentMade


@dataclass(frozen=True, slots=True)
class BringPaymentForward:
    fact: PaymentBroughtForward


@dataclass(frozen=True, slots=True)
class Receive:
    fact: PaymentReceived


@dataclass(frozen=True, slots=True)
class Allocate:
    allocations: tuple[Allocation, ...]
    on: date


Command = Pay | Hold | Release | SetOff | Refund | ImportPayment | BringPaymentForward | Receive | Allocate


def decide(payment: Payment, command: Command) -> list[Event]:
    match payment.stage, command:
        case Stage.NEW, Pay(request=request, breach=breach, strict=True) if breach is not None:
            return [request, _blocked(command, breach)]
        case Stage.NEW, Pay(request=request):
            return [request, _made(command)]
        case Stage.NEW, ImportPayment(fact=fact):
            return [fact]
        case Stage.NEW, BringPaymentForward(fact=brought):
            return [brought]
        case Stage.NEW, Receive(fact=received):
            return [received]
        case Stage.NEW, Refund(fact=refunded):
            return [refunded]
        case ((Stage.BLOCKED | Stage.HELD), Hold(waiver_id=waiver_id, on=on)):
            return [PaymentHeld.model_validate({**_head(payment), "waiver_id": waiver_id, "effective_on": on})]
        case Stage.HELD, Release():
            return _released(payment, command)
        case ((Stage.RECEIVED | Stage.MADE), (Allocate() | SetOff())):
            return [_settling(payment, command)]
        case _:
            raise NotPossibleNowError(payment.stage, command)


def _head(payment: Payment) -> dict[str, str]:
    return {
        "payment_id": payment.payment_id,
        "contract_id": payment.contract_id,
        "counterparty_id": payment.counterparty_id,
    }


def _settling(payment: Payment, command: Allocate | SetOff) -> Event:
    if not command.allocations:
        raise InvalidFieldError("/allocations", "at least one invoice is named")
    said = {**_head(payment), "allocations": command.allocations, "effective_on": command.on}
    match payment.stage, command:
        case Stage.RECEIVED, Allocate():
            return PaymentAllocated.model_validate(said)
        case Stage.MADE, SetOff(clause=clause, phase=phase):
            return PaymentOffset.model_validate({**said, "clause": clause, "phase": phase})
        case _:
            raise NotPossibleNowError(payment.stage, command)


def _released(payment: Payment, command: Release) -> list[Event]:
    request = payment.request
    if request is None:
        raise NotPossibleNowError(payment.stage, command)
    if command.breach is not None:
        raise command.breach.error()
    request = request.model_copy(update={"effective_on": command.on})
    released = PaymentReleased.model_validate(
        {
            **_head(payment),
            "waiver_id": payment.waiver_id,
            "clause": request.clause,
            "phase": request.phase,
            "amount": request.amount,
            "effective_on": command.on,
        }
    )
    made = _made(Pay(request, command.owner_id, command.direction, None, strict=True, due_on=command.due_on))
    return [released, made.model_copy(update={"waiver_id": payment.waiver_id})]


def _blocked(command: Pay, breach: Breach) -> PaymentBlocked:
    request = command.request
    return PaymentBlocked(
        payment_id=request.payment_id,
        contract_id=request.contract_id,
        counterparty_id=request.counterparty_id,
        owner_id=command.owner_id,
        clause=request.clause,
        phase=request.phase,
        reason=breach.reason,
        limit=breach.limit,
        used=breach.used,
        requested=request.amount,
        effective_on=request.effective_on,
    )


def _made(command: Pay) -> PaymentMade:
    request, breach = command.request, command.breach
    return PaymentMade(
        payment_id=request.payment_id,
        contract_id=request.contract_id,
        counterparty_id=request.counterparty_id,
        owner_id=command.owner_id,
        direction=command.direction,
        clause=request.clause,
        phase=request.phase,
        amount=request.amount,
        invoice_id=request.invoice_id,
        due_on=command.due_on,
        excess=excess_of(breach),
        source="",
        source_id="",
        effective_on=request.effective_on,
        parts=request.parts,
        charges=request.charges,
    )


def parts_of(request: PaymentRequested) -> tuple[PaymentPart, ...]:
    """What goes where; a payment in one piece is its own part."""
    whole = PaymentPart(
        clause=request.clause, phase=request.phase, amount=request.amount, invoice_id=request.invoice_id
    )
    return request.parts or (whole,)


def excess_of(breach: Breach | None) -> Excess | None:
    """A breach as it is reported where nothing can be refused."""
    if breach is None:
        return None
    return Excess(reason=breach.reason, clause=breach.clause, phase=breach.phase, limit=breach.limit, used=breach.used)


STAGE_AFTER: dict[type[Event], Stage] = {
    PaymentRequested: Stage.REQUESTED,
    PaymentBlocked: Stage.BLOCKED,
    PaymentMade: Stage.MADE,
    PaymentHeld: Stage.HELD,
    PaymentReleased: Stage.RELEASED,
    PaymentOffset: Stage.MADE,
    PaymentReceived: Stage.RECEIVED,
    PaymentAllocated: Stage.RECEIVED,
    PaymentRefunded: Stage.REFUNDED,
}


def _stage_after(event: Event) -> Stage:
    if isinstance(event, PaymentBroughtForward):
        return Stage.RECEIVED if event.direction == "sales" else Stage.MADE
    return STAGE_AFTER[type(event)]


def evolve(payment: Payment, event: Event) -> Payment:
    changed = replace(payment, stage=_stage_after(event))
    match event:
        case PaymentReceived() | PaymentRequested() | PaymentMade() | PaymentRefunded() | PaymentBroughtForward():
            return replace(
                changed,
                payment_id=event.payment_id,
                contract_id=event.contract_id,
                counterparty_id=event.counterparty_id,
                request=event if isinstance(event, PaymentRequested) else changed.request,
            )
        case PaymentHeld(waiver_id=waiver_id):
            return replace(changed, waiver_id=waiver_id)
        case _:
            return changed


PAYMENT = Aggregate("payment", Payment(), evolve, shape=2)
