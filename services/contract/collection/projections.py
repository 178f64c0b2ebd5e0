from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Executable, bindparam, func, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.arrears import events as e
from services.contract.collection.tables import (
    PROJECTED,
    arrears,
    charges,
    confirmations,
    demands,
    impairments,
    pauses,
    promises,
    write_offs,
)
from services.contract.invoice.events import InvoiceIssued
from services.contract.ledger.events import TAKES_OFF, LedgerAdjusted, LedgerBooked
from services.contract.obligation.events import ObligationOverdue
from shared.eventstore.deadlines import clear_deadline, deadlines, set_deadline
from shared.eventstore.event import Recorded
from shared.eventstore.prepared import Prepared
from shared.eventstore.projection import Projection
from shared.values.clock import INSTALLATION_ZONE

REVIEW: Final = "arrears.review"
PROMISE: Final = "arrears.promise"
CONFIRMATION: Final = "arrears.confirmation"
FIGURES: Final = (
    "counterparty_id",
    "level",
    "days_past_due",
    "overdue",
    "currency",
    "oldest_due_on",
    "limitation_on",
)
projection = Projection("arrears", tables=list(PROJECTED))


def morning(day: date) -> datetime:
    return datetime.combine(day, time(), INSTALLATION_ZONE)


@projection.on(InvoiceIssued)
def watch(r: Recorded[InvoiceIssued]) -> Iterable[Executable]:
    """The day after it is due is when an invoice may be in arrears."""
    about = {"contract_id": r.event.contract_id}
    yield set_deadline(REVIEW, r.event.invoice_id, morning(r.event.due_on + timedelta(days=1)), about)


@projection.on(ObligationOverdue)
def watch_plan(r: Recorded[ObligationOverdue]) -> Iterable[Executable]:
    """Of money alone: things that are late are no arrears."""
    if r.event.debtor == "counterparty" and r.event.due_on is not None and r.event.thing is None:
        about = {"contract_id": r.event.contract_id}
        yield set_deadline(REVIEW, r.event.obligation_id, morning(r.event.due_on + timedelta(days=1)), about)


@projection.on(LedgerBooked, LedgerAdjusted)
def look_again(r: Recorded[Any]) -> Iterable[Executable]:
    """A contract in arrears of which something was settled is reviewed now and not tomorrow."""
    if r.event.kind in TAKES_OFF and r.event.invoice_id is not None:
        yield sooner(r.event.contract_id)


SOONER: Final = Prepared(
    update(deadlines)
    .where(deadlines.c.kind == REVIEW, deadlines.c.subject == bindparam("of_contract"))
    .values(due_at=func.now()),
    [],
)


def sooner(contract_id: str) -> Executable:
    """The next review of a contract in arrears is now."""
    return SOONER(of_contract=contract_id)


@projection.on(e.LevelChanged)
def change_level(r: Recorded[e.LevelChanged]) -> Iterable[Executable]:
    event = r.event
    row = insert(arrears).values(
        contract_id=event.contract_id,
        unit_id=r.unit,
        counterparty_id=event.counterparty_id,
        level=event.level,
        days_past_due=event.days_past_due,
        overdue=event.overdue.amount,
        currency=event.overdue.currency,
        oldest_due_on=event.oldest_due_on,
        limitation_on=event.limitation_on,
        since_on=event.effective_on,
    )
    said = {name: row.excluded[name] for name in (*FIGURES, "since_on")}
    yield row.on_conflict_do_update(index_elements=[arrears.c.contract_id], set_=said)
    if event.level:
        about = {"contract_id": event.contract_id}
        yield set_deadline(REVIEW, event.contract_id, morning(event.effective_on + timedelta(days=1)), about)
    else:
        yield clear_deadline(REVIEW, event.contract_id)


@projection.on(e.Demanded)
def demand(r: Recorded[e.Demanded]) -> Iterable[Executable]:
    event = r.event
    yield insert(demands).values(
        contract_id=event.contract_id,
        version=r.version,
        unit_id=r.unit,
        channel=event.channel,
        provable=event.provable,
        amount=event.amount.amount,
        currency=event.amount.currency,
        effective_on=event.effective_on,
    )


@projection.on(e.Promised)
def promise(r: Recorded[e.Promised]) -> Iterable[Executable]:
    event = r.event
    yield insert(promises).values(
        promise_id=event.promise_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        amount=event.amount.amount,
        currency=event.amount.currency,
        promised_on=event.effective_on,
        pay_by=event.pay_by,
    )
    about = {"contract_id": event.contract_id}
    yield set_deadline(PROMISE, event.promise_id, morning(event.pay_by + timedelta(days=1)), about)


@projection.on(e.PromiseEnded)
def end_promise(r: Recorded[e.PromiseEnded]) -> Iterable[Executable]:
    same = promises.c.promise_id == r.event.promise_id
    yield update(promises).where(same).values(outcome=r.event.outcome, paid=r.event.paid.amount)


@projection.on(e.Disputed)
def dispute(r: Recorded[e.Disputed]) -> Iterable[Executable]:
    event = r.event
    yield insert(pauses).values(
        pause_id=event.dispute_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        invoice_id=event.invoice_id,
        kind="dispute",
        from_on=event.effective_on,
        sealed=r.sealed,
    )
    yield sooner(event.contract_id)


@projection.on(e.DisputeResolved)
def resolve(r: Recorded[e.DisputeResolved]) -> Iterable[Executable]:
    same = pauses.c.pause_id == r.event.dispute_id
    yield update(pauses).where(same).values(until_on=r.event.effective_on, outcome=r.event.outcome)
    about = {"contract_id": r.event.contract_id}
    yield set_deadline(REVIEW, r.event.dispute_id, morning(r.event.effective_on), about)


@projection.on(e.Paused)
def pause(r: Recorded[e.Paused]) -> Iterable[Executable]:
    event = r.event
    yield insert(pauses).values(
        pause_id=event.pause_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        invoice_id=event.invoice_id,
        kind="agreed",
        from_on=event.from_on,
        until_on=event.until_on,
    )
    yield sooner(event.contract_id)


@projection.on(e.InterestCharged)
def charge(r: Recorded[e.InterestCharged]) -> Iterable[Executable]:
    event = r.event
    yield insert(charges).values(
        interest_id=event.interest_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        invoice_id=event.invoice_id,
        since=event.since,
        until=event.until,
        days=event.days,
        interest=event.interest.amount,
        currency=event.interest.currency,
    )


@projection.on(e.WriteOffAsked)
def ask_write_off(r: Recorded[e.WriteOffAsked]) -> Iterable[Executable]:
    event = r.event
    yield insert(write_offs).values(
        write_off_id=event.write_off_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        invoice_id=event.invoice_id,
        approval_id=event.approval_id,
        amount=event.amount.amount,
        currency=event.amount.currency,
        state="asked",
        sealed=r.sealed,
        effective_on=event.effective_on,
    )


@projection.on(e.WriteOffRefused)
def refuse_write_off(r: Recorded[e.WriteOffRefused]) -> Iterable[Executable]:
    yield update(write_offs).where(write_offs.c.write_off_id == r.event.write_off_id).values(state="refused")


@projection.on(e.Impaired)
def impair(r: Recorded[e.Impaired]) -> Iterable[Executable]:
    event = r.event
    yield insert(impairments).values(
        contract_id=event.contract_id,
        version=r.version,
        unit_id=r.unit,
        kind=event.kind,
        document=event.document,
        invoice_id=event.invoice_id,
        clause=event.clause,
        phase=event.phase,
        amount=event.amount.amount,
        currency=event.amount.currency,
        effective_on=event.effective_on,
    )
    if event.kind == "derecognised":
        yield update(write_offs).where(write_offs.c.write_off_id == event.document).values(state="written_off")
        yield sooner(event.contract_id)


@projection.on(e.BalanceAsked)
def ask_balance(r: Recorded[e.BalanceAsked]) -> Iterable[Executable]:
    event = r.event
    yield insert(confirmations).values(
        confirmation_id=event.confirmation_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        as_of=event.as_of,
        balance=event.balance.amount,
        currency=event.balance.currency,
        answer_by=event.answer_by,
        state="sent",
    )
    about = {"contract_id": event.contract_id}
    yield set_deadline(CONFIRMATION, event.confirmation_id, morning(event.answer_by + timedelta(days=1)), about)


@projection.on(e.BalanceAnswered)
def answer_balance(r: Recorded[e.BalanceAnswered]) -> Iterable[Executable]:
    event = r.event
    said = {"state": event.outcome, "answered": event.balance.amount, "file_id": event.file_id}
    yield update(confirmations).where(confirmations.c.confirmation_id == event.confirmation_id).values(said)
    yield clear_deadline(CONFIRMATION, event.confirmation_id)


@projection.on(e.BalanceUnanswered)
def give_up_balance(r: Recorded[e.BalanceUnanswered]) -> Iterable[Executable]:
    same = confirmations.c.confirmation_id == r.event.confirmation_id
    yield update(confirmations).where(same).values(state="unanswered")
