"""One movement of money decided and folded: out (asked for, blocked or made) or in (received, allocated)."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.contract.ledger.control import Breach
from services.contract.payment.events import (
    Allocation,
    Excess,
    PaymentAllocated,
    PaymentBlocked,
    PaymentMade,
    PaymentReceived,
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
    MADE = "made"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Payment:
    stage: Stage = Stage.NEW
    payment_id: str = ""
    contract_id: str = ""
    counterparty_id: str = ""


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
class ImportPayment:
    """A payment that was made elsewhere: a fact, never refused."""

    fact: PaymentMade


@dataclass(frozen=True, slots=True)
class Receive:
    fact: PaymentReceived


@dataclass(frozen=True, slots=True)
class Allocate:
    allocations: tuple[Allocation, ...]
    on: date


Command = Pay | ImportPayment | Receive | Allocate


def decide(payment: Payment, command: Command) -> list[Event]:
    match payment.stage, command:
        case Stage.NEW, Pay(request=request, breach=breach, strict=True) if breach is not None:
            return [request, _blocked(command, breach)]
        case Stage.NEW, Pay(request=request):
            return [request, _made(command)]
        case Stage.NEW, ImportPayment(fact=fact):
            return [fact]
        case Stage.NEW, Receive(fact=received):
            return [received]
        case Stage.RECEIVED, Allocate(allocations=allocations, on=on):
            if not allocations:
                raise InvalidFieldError("/allocations", "at least one invoice is named")
            return [
                PaymentAllocated(
                    payment_id=payment.payment_id,
                    contract_id=payment.contract_id,
                    counterparty_id=payment.counterparty_id,
                    allocations=allocations,
                    effective_on=on,
                )
            ]
        case _:
            raise NotPossibleNowError(payment.stage, command)


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
    )


def excess_of(breach: Breach | None) -> Excess | None:
    """A breach as it is reported where nothing can be refused."""
    if breach is None:
        return None
    return Excess(reason=breach.reason, clause=breach.clause, phase=breach.phase, limit=breach.limit, used=breach.used)


STAGE_AFTER: dict[type[Event], Stage] = {
    PaymentRequested: Stage.REQUESTED,
    PaymentBlocked: Stage.BLOCKED,
    PaymentMade: Stage.MADE,
    PaymentReceived: Stage.RECEIVED,
    PaymentAllocated: Stage.RECEIVED,
}


def evolve(payment: Payment, event: Event) -> Payment:
    changed = replace(payment, stage=STAGE_AFTER[type(event)])
    match event:
        case PaymentReceived() | PaymentRequested() | PaymentMade():
            return replace(
                changed,
                payment_id=event.payment_id,
                contract_id=event.contract_id,
                counterparty_id=event.counterparty_id,
            )
        case _:
            return changed


PAYMENT = Aggregate("payment", Payment(), evolve)
