"""The arrears of a contract decided and folded. What is open of it is the ledger's to know."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from services.contract.ageing.scheme import Pause
from services.contract.arrears import commands as c
from services.contract.arrears import events as e
from services.contract.arrears.errors import (
    NothingToRestoreError,
    PauseOverlapsError,
    PromiseOverOpenError,
    WriteOffOpenError,
    WriteOffOverOpenError,
)
from services.contract.arrears.state import Answer, Arrears
from services.contract.review.outcome import OtherReviewError
from services.contract.terms import Impairment
from services.contract.text.canonical import content_hash
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.decimals import format_decimal
from shared.values.errors import InvalidFieldError, NotFoundError
from shared.values.money import Money


def decide(arrears: Arrears, command: c.Command) -> list[Event]:
    """Deadlines that come too early, twice or after the end mean nothing and give no event."""
    return DECISIONS[type(command)](arrears, command)


def _said(money: Money) -> dict[str, str]:
    return {"amount": format_decimal(money.amount), "currency": money.currency}


def _reviewed(arrears: Arrears, command: c.Review) -> list[Event]:
    if command.level == arrears.level:
        return []
    changed = e.LevelChanged(
        **command.head.fields(),
        level=command.level,
        before=arrears.level,
        days_past_due=max(command.days, 0),
        overdue=command.overdue,
        oldest_due_on=command.oldest_due_on,
        limitation_on=command.limitation_on,
        effective_on=command.on,
    )
    return [changed]


def _demanded(_: Arrears, command: c.Demand) -> list[Event]:
    provable = command.channel in e.PROVABLE
    said = {"channel": command.channel, "provable": provable, "amount": command.amount, "effective_on": command.on}
    return [e.Demanded(**command.head.fields(), **said)]


def _promised(_: Arrears, command: c.Promise) -> list[Event]:
    if command.pay_by < command.on:
        raise InvalidFieldError("/pay_by", "a promise is about a day to come")
    if command.amount.currency != command.open.currency:
        raise InvalidFieldError("/amount/currency", f"the contract's currency is {command.open.currency}")
    if command.amount > command.open:
        raise PromiseOverOpenError(limit=_said(command.open), requested=_said(command.amount))
    said = {"promise_id": command.promise_id, "amount": command.amount, "pay_by": command.pay_by}
    return [e.Promised(**command.head.fields(), **said, effective_on=command.on)]


def _judged(arrears: Arrears, command: c.JudgePromise) -> list[Event]:
    promise = arrears.promises.get(command.promise_id)
    if promise is None or command.today <= promise.pay_by:
        return []
    outcome = "kept" if command.paid >= promise.amount else "broken"
    said: dict[str, Any] = {"promise_id": command.promise_id, "outcome": outcome, "paid": command.paid}
    return [e.PromiseEnded(**command.head.fields(), **said, pay_by=promise.pay_by)]


def _check_pause(arrears: Arrears, wanted: Pause) -> None:
    if any(wanted.overlaps(known) for known in arrears.pauses.values()):
        raise PauseOverlapsError


def _disputed(arrears: Arrears, command: c.Dispute) -> list[Event]:
    _check_pause(arrears, Pause(command.on, None, command.invoice_id))
    said = {"reason": command.reason, "effective_on": command.on}
    of = {"dispute_id": command.dispute_id, "invoice_id": command.invoice_id}
    return [e.Disputed(**command.head.fields(), **of, **said)]


def _resolved(arrears: Arrears, command: c.ResolveDispute) -> list[Event]:
    dispute = arrears.disputes.get(command.dispute_id)
    if dispute is None:
        raise NotFoundError
    if command.on < dispute.effective_on:
        raise InvalidFieldError("/effective_on", "a dispute ends after it began")
    said = {"dispute_id": command.dispute_id, "outcome": command.outcome, "effective_on": command.on}
    return [e.DisputeResolved(**command.head.fields(), **said)]


def _paused(arrears: Arrears, command: c.AgreePause) -> list[Event]:
    pause = command.pause
    if pause.until_on is None or pause.until_on <= pause.from_on:
        raise InvalidFieldError("/until_on", "a pause ends after it began")
    _check_pause(arrears, pause)
    said = {"invoice_id": pause.invoice_id, "from_on": pause.from_on, "until_on": pause.until_on}
    return [e.Paused(**command.head.fields(), pause_id=command.pause_id, **said)]


def _interest_agreed(arrears: Arrears, command: c.AgreeInterest) -> list[Event]:
    if command.rate is not None and not 0 <= command.rate <= 1:
        raise InvalidFieldError("/rate", "a share a year from 0 to 1")
    said = {"clause": command.clause, "rate": command.rate, "from_on": command.from_on}
    event = e.InterestAgreed(**command.head.fields(), **said)
    same = [one for one in arrears.rates if (one.clause, one.from_on) == (event.clause, event.from_on)]
    return [] if same and same[-1] == event else [event]


def _interest_charged(_: Arrears, command: c.ChargeInterest) -> list[Event]:
    if not command.interest.is_positive:
        raise InvalidFieldError("/until", "no interest has come up by then that was not charged before")
    said = {"interest_id": command.interest_id, "invoice_id": command.invoice_id, "since": command.since}
    more = {"until": command.until, "days": command.days, "interest": command.interest}
    return [e.InterestCharged(**command.head.fields(), **said, **more)]


def _write_off_asked(arrears: Arrears, command: c.AskWriteOff) -> list[Event]:
    if arrears.write_off is not None:
        raise WriteOffOpenError(approval_id=arrears.write_off.approval_id)
    if command.amount.currency != command.open.currency:
        raise InvalidFieldError("/amount/currency", f"the contract's currency is {command.open.currency}")
    if command.amount > command.open:
        raise WriteOffOverOpenError(limit=_said(command.open), requested=_said(command.amount))
    said: dict[str, Any] = {"write_off_id": command.write_off_id, "invoice_id": command.invoice_id}
    frozen = {**said, "approval_id": command.approval_id, "amount": _said(command.amount)}
    asked = e.WriteOffAsked(
        **command.head.fields(),
        **said,
        approval_id=command.approval_id,
        amount=command.amount,
        reason=command.reason,
        text_hash=content_hash(frozen),
        effective_on=command.on,
    )
    return [asked]


def _write_off_closed(arrears: Arrears, command: c.CloseWriteOff) -> list[Event]:
    asked = arrears.write_off
    if asked is None or (command.approval_id, command.text_hash) != (asked.approval_id, asked.text_hash):
        raise OtherReviewError
    if command.outcome != "approved":
        said = {"write_off_id": asked.write_off_id, "approval_id": asked.approval_id, "outcome": command.outcome}
        return [e.WriteOffRefused.model_validate({**command.head.fields(), **said})]
    provided = arrears.provision(asked.amount.currency)
    events = []
    if provided < asked.amount:
        # What nobody had provided for is an expected loss first, so that the allowance is used up and no more.
        events.append(_impaired(command.head, "provisioned", asked.write_off_id, asked.amount - provided, command.on))
    off = _impaired(
        command.head, "derecognised", asked.write_off_id, asked.amount, command.on, asked.invoice_id, command.place
    )
    return [*events, off]


def _impaired(
    head: c.Head,
    kind: Impairment,
    document: str,
    amount: Money,
    on: date,
    invoice_id: str | None = None,
    place: tuple[str | None, str | None] = (None, None),
) -> e.Impaired:
    return e.Impaired(
        **head.fields(),
        kind=kind,
        document=document,
        invoice_id=invoice_id,
        clause=place[0],
        phase=place[1],
        amount=amount,
        effective_on=on,
    )


def _restored(arrears: Arrears, command: c.Restore) -> list[Event]:
    off = arrears.written_off(command.invoice_id, command.amount.currency)
    if command.amount > off:
        raise NothingToRestoreError(limit=_said(off), requested=_said(command.amount))
    back = (command.document, command.amount, command.on, command.invoice_id, command.place)
    return [_impaired(command.head, "restored", *back)]


def _provided(arrears: Arrears, command: c.Provide) -> list[Event]:
    held = arrears.provision(command.expected.currency)
    more = command.expected - held
    if more.is_zero:
        return []
    kind: Impairment = "provisioned" if more.is_positive else "unprovisioned"
    return [_impaired(command.head, kind, command.document, abs(more), command.on)]


def _balance_asked(_: Arrears, command: c.AskBalance) -> list[Event]:
    if command.as_of > command.on:
        raise InvalidFieldError("/as_of", "a balance of a day to come is not known")
    if command.answer_by < command.on:
        raise InvalidFieldError("/answer_by", "an answer is expected on a day to come")
    said = {"confirmation_id": command.confirmation_id, "as_of": command.as_of, "balance": command.balance}
    return [e.BalanceAsked(**command.head.fields(), **said, answer_by=command.answer_by, effective_on=command.on)]


def _balance_answered(arrears: Arrears, command: c.AnswerBalance) -> list[Event]:
    known = arrears.confirmations.get(command.confirmation_id)
    if known is None or known[0] not in (Answer.SENT, Answer.UNANSWERED):
        raise NotFoundError
    asked = known[1]
    if command.balance.currency != asked.balance.currency:
        raise InvalidFieldError("/balance/currency", f"the contract's currency is {asked.balance.currency}")
    outcome = "agreed" if command.balance == asked.balance else "differing"
    said: dict[str, Any] = {"confirmation_id": command.confirmation_id, "outcome": outcome, "balance": command.balance}
    return [e.BalanceAnswered(**command.head.fields(), **said, file_id=command.file_id, effective_on=command.on)]


def _balance_given_up(arrears: Arrears, command: c.GiveUpBalance) -> list[Event]:
    known = arrears.confirmations.get(command.confirmation_id)
    if known is None or known[0] is not Answer.SENT or command.today <= known[1].answer_by:
        return []
    said = {"confirmation_id": command.confirmation_id, "answer_by": known[1].answer_by}
    return [e.BalanceUnanswered(**command.head.fields(), **said)]


DECISIONS: Final[Mapping[type, Callable[[Arrears, Any], list[Event]]]] = {
    c.Review: _reviewed,
    c.Demand: _demanded,
    c.Promise: _promised,
    c.JudgePromise: _judged,
    c.Dispute: _disputed,
    c.ResolveDispute: _resolved,
    c.AgreePause: _paused,
    c.AgreeInterest: _interest_agreed,
    c.ChargeInterest: _interest_charged,
    c.AskWriteOff: _write_off_asked,
    c.CloseWriteOff: _write_off_closed,
    c.Restore: _restored,
    c.Provide: _provided,
    c.AskBalance: _balance_asked,
    c.AnswerBalance: _balance_answered,
    c.GiveUpBalance: _balance_given_up,
}


def evolve(arrears: Arrears, event: Event) -> Arrears:
    match event:
        case e.LevelChanged(level=level):
            return replace(arrears, level=level)
        case e.Demanded(provable=True, effective_on=on):
            return _acknowledged(arrears, on)
        case e.Promised(promise_id=promise_id, effective_on=on):
            return replace(_acknowledged(arrears, on), promises={**arrears.promises, promise_id: event})
        case e.PromiseEnded(promise_id=promise_id):
            return replace(arrears, promises=_without(arrears.promises, promise_id))
        case e.Disputed(dispute_id=dispute_id, invoice_id=invoice_id, effective_on=on):
            stopped = {**arrears.pauses, dispute_id: Pause(on, None, invoice_id)}
            return replace(arrears, disputes={**arrears.disputes, dispute_id: event}, pauses=stopped)
        case e.DisputeResolved(dispute_id=dispute_id, effective_on=on):
            over = {**arrears.pauses, dispute_id: replace(arrears.pauses[dispute_id], until_on=on)}
            return replace(arrears, disputes=_without(arrears.disputes, dispute_id), pauses=over)
        case e.Paused(pause_id=pause_id, from_on=from_on, until_on=until_on, invoice_id=invoice_id):
            return replace(arrears, pauses={**arrears.pauses, pause_id: Pause(from_on, until_on, invoice_id)})
        case e.InterestAgreed():
            return replace(arrears, rates=(*arrears.rates, event))
        case e.InterestCharged(invoice_id=invoice_id, until=until):
            return replace(arrears, charged={**arrears.charged, invoice_id: until})
        case _:
            return _evolve_books(arrears, event)


def _evolve_books(arrears: Arrears, event: Event) -> Arrears:
    match event:
        case e.WriteOffAsked():
            return replace(arrears, write_off=event)
        case e.WriteOffRefused():
            return replace(arrears, write_off=None)
        case e.Impaired():
            return _after_impairment(arrears, event)
        case e.BalanceAsked(confirmation_id=confirmation_id):
            return _answer(arrears, confirmation_id, Answer.SENT, event)
        case e.BalanceAnswered(confirmation_id=confirmation_id, outcome=outcome, effective_on=on):
            told = _answer(arrears, confirmation_id, Answer(outcome), arrears.confirmations[confirmation_id][1])
            return _acknowledged(told, on) if outcome == "agreed" else told
        case e.BalanceUnanswered(confirmation_id=confirmation_id):
            return _answer(arrears, confirmation_id, Answer.UNANSWERED, arrears.confirmations[confirmation_id][1])
        case _:
            return arrears


def _after_impairment(arrears: Arrears, event: e.Impaired) -> Arrears:
    currency = event.amount.currency
    booked = arrears.impaired.get(event.kind, Money.zero(currency)) + event.amount
    moved = replace(arrears, impaired={**arrears.impaired, event.kind: booked})
    if event.invoice_id is None:
        return moved
    sign = 1 if event.kind == "derecognised" else -1
    off = arrears.written_off(event.invoice_id, currency) + event.amount.times(sign)
    return replace(moved, off={**arrears.off, event.invoice_id: off}, write_off=None if sign == 1 else moved.write_off)


def _acknowledged(arrears: Arrears, on: date) -> Arrears:
    return replace(arrears, acknowledged_on=max(arrears.acknowledged_on or on, on))


def _answer(arrears: Arrears, confirmation_id: str, answer: Answer, asked: e.BalanceAsked) -> Arrears:
    return replace(arrears, confirmations={**arrears.confirmations, confirmation_id: (answer, asked)})


def _without(known: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in known.items() if name != key}


ARREARS = Aggregate("arrears", Arrears(), evolve)
