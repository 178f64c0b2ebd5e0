from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.contract.ageing.scheme import Pause
from services.contract.arrears import commands as c
from services.contract.arrears import events as e
from services.contract.arrears.aggregate import ARREARS, decide
from services.contract.arrears.errors import (
    NothingToRestoreError,
    PauseOverlapsError,
    PromiseOverOpenError,
    WriteOffOpenError,
    WriteOffOverOpenError,
)
from services.contract.review.outcome import OtherReviewError
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotFoundError
from shared.values.money import Money

TODAY, LATER = date(2026, 5, 4), date(2026, 5, 20)
HEAD = c.Head("k1", "c1", "s1")
OF = HEAD.fields()
given = specification(ARREARS, decide)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def changed(level: int, before: int) -> e.LevelChanged:
    figures = {"days_past_due": 33, "overdue": cny("80.00"), "oldest_due_on": date(2026, 4, 1), "limitation_on": LATER}
    return e.LevelChanged(**OF, level=level, before=before, **figures, effective_on=TODAY)


REVIEW = c.Review(HEAD, 2, 33, cny("80.00"), date(2026, 4, 1), LATER, TODAY)
PROMISED = e.Promised(**OF, promise_id="p1", amount=cny("50.00"), pay_by=LATER, effective_on=TODAY)
SAID = {"reason": "they object"}
DISPUTED = e.Disputed(**OF, dispute_id="d1", invoice_id="i1", **SAID, effective_on=TODAY)
DISPUTE = c.Dispute(HEAD, "d1", "i1", "they object", TODAY)
WRITE_OFF = c.AskWriteOff(HEAD, "w1", "a1", "i1", cny("60.00"), cny("80.00"), "they object", TODAY)
ASKED = decide(ARREARS.initial, WRITE_OFF)[0]
CLOSED = c.CloseWriteOff(HEAD, "a1", ASKED.text_hash, "approved", ("3", "all"), TODAY)
BALANCE = e.BalanceAsked(
    **OF, confirmation_id="b1", as_of=TODAY, balance=cny("80.00"), answer_by=LATER, effective_on=TODAY
)


def impaired(kind: str, document: str, amount: str, invoice: str | None = None) -> e.Impaired:
    place = {"clause": "3", "phase": "all"} if invoice else {"clause": None, "phase": None}
    said: dict[str, Any] = {"kind": kind, "document": document, "invoice_id": invoice, **place}
    return e.Impaired(**OF, **said, amount=cny(amount), effective_on=TODAY)


def test_a_level_is_told_when_it_changes_and_only_then():
    given().when(REVIEW).then(changed(2, 0))
    given(changed(2, 0)).when(REVIEW).then()
    given(changed(2, 0)).when(replace(REVIEW, level=0, days=-4)).then(
        changed(0, 2).model_copy(update={"days_past_due": 0})
    )


def test_a_promise_is_about_a_day_to_come_and_no_more_than_is_owed():
    command = c.Promise(HEAD, "p1", cny("50.00"), LATER, cny("80.00"), TODAY)
    given().when(command).then(PROMISED)
    given().when(replace(command, pay_by=date(2026, 5, 3))).fails(InvalidFieldError)
    given().when(replace(command, amount=cny("80.01"))).fails(
        PromiseOverOpenError, limit={"amount": "80.00", "currency": "CNY"}
    )
    given().when(replace(command, amount=Money.of("1.00", "EUR"))).fails(InvalidFieldError)


@pytest.mark.parametrize(("paid", "outcome"), [("50.00", "kept"), ("49.99", "broken")])
def test_a_promise_is_judged_once_after_its_day_by_what_came_in(paid: str, outcome: str):
    judged = e.PromiseEnded(**OF, promise_id="p1", outcome=outcome, paid=cny(paid), pay_by=LATER)
    command = c.JudgePromise(HEAD, "p1", cny(paid), date(2026, 5, 21))
    given(PROMISED).when(command).then(judged)
    given(PROMISED).when(replace(command, today=LATER)).then()
    given(PROMISED, judged).when(command).then()


def test_a_dispute_stops_the_clock_until_it_is_resolved():
    given().when(DISPUTE).then(DISPUTED)
    resolved = e.DisputeResolved(**OF, dispute_id="d1", outcome="rejected", effective_on=LATER)
    outcome = given(DISPUTED).when(c.ResolveDispute(HEAD, "d1", "rejected", LATER))
    outcome.then(resolved)
    assert outcome.state.pauses == {"d1": Pause(TODAY, LATER, "i1")}
    given(DISPUTED, resolved).when(c.ResolveDispute(HEAD, "d1", "rejected", LATER)).fails(NotFoundError)
    given(DISPUTED).when(c.ResolveDispute(HEAD, "d1", "upheld", date(2026, 5, 3))).fails(InvalidFieldError)


def test_pauses_may_not_overlap():
    pause = Pause(date(2026, 6, 1), date(2026, 6, 9))
    agreed = e.Paused(**OF, pause_id="q1", invoice_id=None, from_on=pause.from_on, until_on=pause.until_on)
    given().when(c.AgreePause(HEAD, "q1", pause)).then(agreed)
    given(DISPUTED).when(c.AgreePause(HEAD, "q1", pause)).fails(PauseOverlapsError)
    given(DISPUTED).when(replace(DISPUTE, dispute_id="d2")).fails(PauseOverlapsError)
    given(DISPUTED).when(replace(DISPUTE, dispute_id="d2", invoice_id="i2")).then(
        DISPUTED.model_copy(update={"dispute_id": "d2", "invoice_id": "i2"})
    )
    given().when(c.AgreePause(HEAD, "q1", Pause(pause.from_on, pause.from_on))).fails(InvalidFieldError)


def test_what_can_be_proved_begins_the_limitation_period_anew():
    told = [decide(ARREARS.initial, c.Demand(HEAD, way, cny("80.00"), TODAY))[0] for way in ("call", "letter")]
    assert [ARREARS.fold([one]).acknowledged_on for one in told] == [None, TODAY]
    agreed = e.BalanceAnswered(
        **OF, confirmation_id="b1", outcome="agreed", balance=cny("80.00"), file_id=None, effective_on=LATER
    )
    assert ARREARS.fold([PROMISED]).acknowledged_on == TODAY
    assert ARREARS.fold([PROMISED, BALANCE, agreed]).acknowledged_on == LATER
    differing = agreed.model_copy(update={"outcome": "differing"})
    assert ARREARS.fold([PROMISED, BALANCE, differing]).acknowledged_on == TODAY


def test_interest_terms_said_twice_are_one_fact_and_a_rate_is_a_share():
    command = c.AgreeInterest(HEAD, "3", Decimal("0.06"), TODAY)
    agreed = e.InterestAgreed(**OF, clause="3", rate=Decimal("0.06"), from_on=TODAY)
    given().when(command).then(agreed)
    given(agreed).when(command).then()
    given().when(replace(command, rate=Decimal("1.01"))).fails(InvalidFieldError)


def test_interest_of_nothing_is_not_charged():
    command = c.ChargeInterest(HEAD, "n1", "i1", TODAY, LATER, 0, cny("0.00"))
    given().when(command).fails(InvalidFieldError)
    charged = replace(command, days=16, interest=cny("0.13"))
    assert given().when(charged).state.charged == {"i1": LATER}


def test_a_write_off_is_decided_by_others_uses_up_the_provision_and_keeps_the_claim():
    given().when(replace(WRITE_OFF, amount=cny("80.01"))).fails(WriteOffOverOpenError)
    given(ASKED).when(WRITE_OFF).fails(WriteOffOpenError, approval_id="a1")
    given(ASKED).when(replace(CLOSED, text_hash="b" * 64)).fails(OtherReviewError)
    given(ASKED).when(replace(CLOSED, outcome="rejected")).then(
        e.WriteOffRefused(**OF, write_off_id="w1", approval_id="a1", outcome="rejected")
    )
    off = impaired("derecognised", "w1", "60.00", "i1")
    outcome = given(impaired("provisioned", "v1", "20.00"), ASKED).when(CLOSED)
    outcome.then(impaired("provisioned", "w1", "40.00"), off)
    assert outcome.state.provision("CNY").is_zero
    assert outcome.state.written_off("i1", "CNY") == cny("60.00")
    assert outcome.state.write_off is None
    given(impaired("provisioned", "v1", "90.00"), ASKED).when(CLOSED).then(off)


def test_what_was_written_off_comes_back_on_the_books_and_no_more():
    off = impaired("derecognised", "w1", "60.00", "i1")
    command = c.Restore(HEAD, "w1", "i1", ("3", "all"), cny("25.00"), TODAY)
    outcome = given(impaired("provisioned", "w1", "60.00"), off).when(command)
    outcome.then(impaired("restored", "w1", "25.00", "i1"))
    assert outcome.state.written_off("i1", "CNY") == cny("35.00")
    assert outcome.state.provision("CNY") == cny("25.00")
    given(off).when(replace(command, amount=cny("60.01"))).fails(NothingToRestoreError)


def test_provisions_are_posted_and_taken_back_to_what_is_expected():
    first = impaired("provisioned", "v1", "12.00")
    given().when(c.Provide(HEAD, "v1", cny("12.00"), TODAY)).then(first)
    given(first).when(c.Provide(HEAD, "v2", cny("12.00"), TODAY)).then()
    given(first).when(c.Provide(HEAD, "v2", cny("5.00"), TODAY)).then(impaired("unprovisioned", "v2", "7.00"))


def test_a_balance_is_agreed_by_the_same_figure_and_unanswered_after_its_day():
    answer = c.AnswerBalance(HEAD, "b1", cny("80.00"), None, TODAY)
    assert given(BALANCE).when(answer).events[0].outcome == "agreed"
    assert given(BALANCE).when(replace(answer, balance=cny("79.99"))).events[0].outcome == "differing"
    given().when(answer).fails(NotFoundError)
    late = c.GiveUpBalance(HEAD, "b1", date(2026, 5, 21))
    unanswered = e.BalanceUnanswered(**OF, confirmation_id="b1", answer_by=LATER)
    given(BALANCE).when(late).then(unanswered)
    given(BALANCE).when(replace(late, today=LATER)).then()
    given(BALANCE, unanswered).when(late).then()
    assert given(BALANCE, unanswered).when(answer).events[0].outcome == "agreed"
