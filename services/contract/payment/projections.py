from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.payment.events import (
    PaymentAllocated,
    PaymentBlocked,
    PaymentMade,
    PaymentReceived,
    PaymentRequested,
)
from services.contract.payment.tables import payments
from shared.eventstore.event import Recorded
from shared.eventstore.prepared import Prepared
from shared.eventstore.projection import Projection

projection = Projection("payments", tables=[payments])
HEAD: Final = (
    "payment_id",
    "contract_id",
    "unit_id",
    "counterparty_id",
    "way",
    "state",
    "amount",
    "allocated",
    "currency",
    "source",
    "source_id",
    "effective_on",
    "version",
)


def _row(r: Recorded[Any], way: str, state: str, **more: Any) -> Any:
    event = r.event
    values: dict[str, Any] = {
        "payment_id": event.payment_id,
        "contract_id": event.contract_id,
        "unit_id": r.unit,
        "counterparty_id": event.counterparty_id,
        "way": way,
        "state": state,
        "amount": event.amount.amount,
        "allocated": 0,
        "currency": event.amount.currency,
        "reference": "",
        "source": "",
        "source_id": "",
        "effective_on": event.effective_on,
        "version": r.version,
        **more,
    }
    return insert(payments).values(**values)


@projection.on(PaymentRequested)
def request(r: Recorded[PaymentRequested]) -> Iterable[Executable]:
    event = r.event
    yield _row(r, "out", "requested", clause=event.clause, phase=event.phase, invoice_id=event.invoice_id)


@projection.on(PaymentBlocked)
def block(r: Recorded[PaymentBlocked]) -> Iterable[Executable]:
    event = r.event
    yield (
        update(payments)
        .where(payments.c.payment_id == event.payment_id)
        .values(
            state="blocked",
            reason=event.reason,
            limit=event.limit.amount,
            used=event.used.amount,
            version=r.version,
        )
    )


@projection.on(PaymentMade)
def make(r: Recorded[PaymentMade]) -> Iterable[Executable]:
    event = r.event
    excess = event.excess
    found = {
        "state": "made",
        "reason": excess.reason if excess else None,
        "limit": excess.limit.amount if excess else None,
        "used": excess.used.amount if excess else None,
        "version": r.version,
    }
    row = _row(
        r,
        "out",
        "made",
        clause=event.clause,
        phase=event.phase,
        invoice_id=event.invoice_id,
        source=event.source,
        source_id=event.source_id,
        reason=found["reason"],
        limit=found["limit"],
        used=found["used"],
    )
    yield row.on_conflict_do_update(index_elements=[payments.c.payment_id], set_=found)


RECEIVE: Final = Prepared(insert(payments), [*HEAD, "reference"])


@projection.on(PaymentReceived)
def receive(r: Recorded[PaymentReceived]) -> Iterable[Executable]:
    event = r.event
    yield RECEIVE(
        payment_id=event.payment_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        counterparty_id=event.counterparty_id,
        way="in",
        state="received",
        amount=event.amount.amount,
        allocated=0,
        currency=event.amount.currency,
        reference=event.reference,
        source=event.source,
        source_id=event.source_id,
        effective_on=event.effective_on,
        version=r.version,
    )


@projection.on(PaymentAllocated)
def allocate(r: Recorded[PaymentAllocated]) -> Iterable[Executable]:
    amount = sum(part.amount.amount for part in r.event.allocations)
    yield (
        update(payments)
        .where(payments.c.payment_id == r.event.payment_id)
        .values(state="allocated", allocated=payments.c.allocated + amount, version=r.version)
    )
