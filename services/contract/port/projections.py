from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.direct_debit.events import DebitTried
from services.contract.invoice.events import InvoiceIssued
from services.contract.ledger.events import LedgerAccrued, LedgerAdjusted, LedgerBooked
from services.contract.payment.events import PaymentMade
from services.contract.port.events import (
    MessageAccepted,
    MessagePostponed,
    MessageQueued,
    MessageRefused,
    MessageSent,
    MessageUnknown,
    PortName,
)
from services.contract.port.tables import port_messages
from services.contract.settings import contract_settings
from services.contract.signing.events import SigningOpened, SigningVoided
from shared.eventstore.deadlines import clear_deadline, set_deadline
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection
from shared.values.clock import INSTALLATION_ZONE

LOST: Final = "port_message.lost"
LOST_AFTER: Final = timedelta(minutes=2)
"""A try that has told no outcome by then lost it: its sender died."""
HAND_OVER: Final = "port_message.hand_over"
projection = Projection("port_messages", tables=[port_messages])
handing_over = Projection("handing_over", tables=[])
"""What leaves without anybody handing it over, where the installation is set to it."""


@projection.on(MessageQueued)
def queue(r: Recorded[MessageQueued]) -> Iterable[Executable]:
    event = r.event
    said: dict[str, Any] = {
        "round": event.round,
        "stage": "queued",
        "attempts": 0,
        "asked": 0,
        "foreign_number": None,
        "reason": None,
        "learned_by": None,
        "sealed": r.sealed,
        "due_at": r.recorded_at,
        "version": r.version,
    }
    of = {name: getattr(event, name) for name in ("message_id", "contract_id", "port", "document")}
    row = insert(port_messages).values(**of, unit_id=r.unit, **said)
    yield row.on_conflict_do_update(index_elements=[port_messages.c.message_id], set_=said)


@projection.on(MessageSent)
def send(r: Recorded[MessageSent]) -> Iterable[Executable]:
    yield _moved(r, "sending", None, attempts=r.event.attempt)
    data = {"attempt": r.event.attempt}
    yield set_deadline(LOST, r.event.message_id, r.recorded_at + LOST_AFTER, data)


@projection.on(MessagePostponed)
def postpone(r: Recorded[MessagePostponed]) -> Iterable[Executable]:
    yield _moved(r, "queued", r.event.next_at)
    yield clear_deadline(LOST, r.event.message_id)


@projection.on(MessageAccepted)
def accept(r: Recorded[MessageAccepted]) -> Iterable[Executable]:
    yield _moved(r, "accepted", None, foreign_number=r.event.foreign_number, learned_by=r.event.by, reason=None)
    yield clear_deadline(LOST, r.event.message_id)


@projection.on(MessageRefused)
def refuse(r: Recorded[MessageRefused]) -> Iterable[Executable]:
    yield _moved(r, "refused", None, reason=r.event.code, learned_by=r.event.by)
    yield clear_deadline(LOST, r.event.message_id)


@projection.on(MessageUnknown)
def lose(r: Recorded[MessageUnknown]) -> Iterable[Executable]:
    yield _moved(r, "unknown", r.event.ask_at, reason=r.event.cause, asked=r.event.asked)
    yield clear_deadline(LOST, r.event.message_id)


def _moved(r: Recorded[Any], stage: str, due_at: datetime | None, **values: object) -> Executable:
    same = port_messages.c.message_id == r.event.message_id
    return update(port_messages).where(same).values(stage=stage, due_at=due_at, version=r.version, **values)


@handing_over.on(InvoiceIssued)
def issue(r: Recorded[InvoiceIssued]) -> Iterable[Executable]:
    yield from _leaves(r, "invoices", r.event.invoice_id)


@handing_over.on(PaymentMade)
def pay(r: Recorded[PaymentMade]) -> Iterable[Executable]:
    """What another system paid is no order of ours, unless the port takes what was collected."""
    source = r.event.source
    if not source or contract_settings().takes_collected("payment_orders", source):
        yield from _leaves(r, "payment_orders", r.event.payment_id)


@handing_over.on(DebitTried)
def collect(r: Recorded[DebitTried]) -> Iterable[Executable]:
    yield from _leaves(r, "direct_debits", r.event.debit_id)


@handing_over.on(SigningOpened)
def have_signed(r: Recorded[SigningOpened]) -> Iterable[Executable]:
    """What a signing platform shall sign goes there by itself."""
    if r.event.platform:
        data = {"port": "signatures", "document": r.event.signing_id}
        yield set_deadline(HAND_OVER, f"signatures/{r.event.signing_id}", r.recorded_at, data)


@handing_over.on(SigningVoided)
def call_off(r: Recorded[SigningVoided]) -> Iterable[Executable]:
    """The signing platform that has it is told."""
    yield _voiding(r, r.event.signing_id)


@handing_over.on(MessageAccepted)
def call_off_late(r: Recorded[MessageAccepted]) -> Iterable[Executable]:
    """A signing may have been called off while it was on its way to the platform."""
    if r.event.port == "signatures":
        yield _voiding(r, r.event.document)


def _voiding(r: Recorded[Any], signing_id: str) -> Executable:
    data = {"port": "voidings", "document": signing_id}
    return set_deadline(HAND_OVER, f"voidings/{signing_id}", r.recorded_at, data)


@handing_over.on(LedgerBooked, LedgerAdjusted, LedgerAccrued)
def book(r: Recorded[Any]) -> Iterable[Executable]:
    yield from _leaves(r, "vouchers", f"{r.event.contract_id}@{r.version}")


def _leaves(r: Recorded[Any], port: PortName, document: str) -> Iterable[Executable]:
    if contract_settings().hands_over(port, r.recorded_at.astimezone(INSTALLATION_ZONE).date()):
        data = {"port": port, "document": document}
        yield set_deadline(HAND_OVER, f"{port}/{document}", r.recorded_at, data)
