from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Executable, case, update
from sqlalchemy.dialects.postgresql import Insert, insert

from services.contract.payment.events import (
    PaymentAllocated,
    PaymentBlocked,
    PaymentBroughtForward,
    PaymentHeld,
    PaymentMade,
    PaymentOffset,
    PaymentReceived,
    PaymentRefunded,
    PaymentReleased,
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


def _row(r: Recorded[Any], way: str, state: str, **more: Any) -> Insert:
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
    yield _row(r, "out", "requested", **_said(event))


def _said(event: PaymentRequested | PaymentMade) -> dict[str, Any]:
    return {
        "clause": event.clause,
        "phase": event.phase,
        "invoice_id": event.invoice_id,
        "parts": [part.model_dump(mode="json") for part in event.parts],
        "charges": event.charges.amount if event.charges else None,
    }


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
        "effective_on": event.effective_on,
        "version": r.version,
    }
    if event.waiver_id is not None:
        # What stood against it is still said of a payment that was let pass.
        found = {"state": "made", "effective_on": event.effective_on, "version": r.version}
    sources = {"source": event.source, "source_id": event.source_id}
    row = _row(r, "out", **{**_said(event), **sources, **found})
    yield row.on_conflict_do_update(index_elements=[payments.c.payment_id], set_=found)


RECEIVE: Final = Prepared(insert(payments), [*HEAD, "reference", "clause", "phase", "charges"])


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
        clause=event.clause,
        phase=event.phase,
        charges=event.charges.amount if event.charges else None,
    )


BROUGHT: Final = "brought_forward"
"""The state of what was paid before its contract was taken over: no bank line tells of it."""
BRING: Final = Prepared(insert(payments), [*HEAD, "reference", "clause", "phase"], independent=True)


@projection.on(PaymentBroughtForward)
def bring_forward(r: Recorded[PaymentBroughtForward]) -> Iterable[Executable]:
    event = r.event
    place = {"clause": event.clause, "phase": event.phase}
    way, settled = ("in", event.settled.amount) if event.direction == "sales" else ("out", 0)
    yield BRING(
        payment_id=event.payment_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        counterparty_id=event.counterparty_id,
        way=way,
        state=BROUGHT,
        amount=event.amount.amount,
        allocated=settled,
        currency=event.amount.currency,
        reference="",
        source="",
        source_id="",
        effective_on=event.effective_on,
        version=r.version,
        **place,
    )


@projection.on(PaymentAllocated)
def allocate(r: Recorded[PaymentAllocated]) -> Iterable[Executable]:
    amount = sum(part.amount.amount for part in r.event.allocations)
    state = case((payments.c.state == BROUGHT, BROUGHT), else_="allocated")
    yield _changed(r, state=state, allocated=payments.c.allocated + amount)


@projection.on(PaymentOffset)
def set_off(r: Recorded[PaymentOffset]) -> Iterable[Executable]:
    amount = sum(part.amount.amount for part in r.event.allocations)
    yield _changed(r, allocated=payments.c.allocated + amount)


@projection.on(PaymentHeld)
def hold(r: Recorded[PaymentHeld]) -> Iterable[Executable]:
    yield _changed(r, state="held", waiver_id=r.event.waiver_id)


@projection.on(PaymentReleased)
def release(r: Recorded[PaymentReleased]) -> Iterable[Executable]:
    yield _changed(r, state="released")


@projection.on(PaymentRefunded)
def refund(r: Recorded[PaymentRefunded]) -> Iterable[Executable]:
    """A row of its own, and what is left of what it gives back."""
    event = r.event
    way = "in" if event.direction == "purchase" else "out"
    said = {name: getattr(event, name) for name in ("of", "clause", "phase", "invoice_id", "reference")}
    yield _row(r, way, "refunded", source=event.source, source_id=event.source_id, **said)
    if event.direction == "purchase" or event.invoice_id is None:
        given_back = payments.c.refunded + event.amount.amount
        yield update(payments).where(payments.c.payment_id == event.of).values(refunded=given_back)


def _changed(r: Recorded[Any], **values: Any) -> Executable:
    return update(payments).where(payments.c.payment_id == r.event.payment_id).values(version=r.version, **values)
