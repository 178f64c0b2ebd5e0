from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contract.particulars import Deliverable
from services.contract.small_supplier.errors import PayWhenPaidError, TermTooLongError
from services.contract.small_supplier.terms import PAY_WHEN_PAID, TERM, check_terms, with_terms
from services.contract.terms import After, PlanLine
from shared.values.errors import DomainError
from shared.values.money import Money

BEGINS = date(2026, 3, 2)
DAYS = 60


def line(clause: str = "5", **said: object) -> PlanLine:
    money = Money.of("100.00", "CNY")
    return PlanLine.model_validate({"clause": clause, "phase": "all", "debtor": "us", "amount": money, **said})


def after(occasion: str, days: int, **said: object) -> PlanLine:
    return line(after=After.model_validate({"event": occasion, "days": days}), **said)


def handed_over(on: date | None, clause: str = "5") -> Deliverable:
    return Deliverable(clause=clause, description="fans", due_on=on)


def refusal(*plan: PlanLine, deliverables: tuple[Deliverable, ...] = (), days: int | None = DAYS) -> DomainError | None:
    try:
        check_terms(plan, deliverables, days, BEGINS)
    except DomainError as error:
        return error
    return None


@pytest.mark.parametrize("occasion", ["delivery", "acceptance", "invoice"])
def test_an_occasion_gives_sixty_days_and_no_more(occasion):
    assert refusal(after(occasion, DAYS)) is None
    error = refusal(after("delivery", 30), after(occasion, DAYS + 1, clause="6"))
    assert isinstance(error, TermTooLongError)
    assert error.details["errors"][0]["pointer"] == "/plan/1/after/days"
    assert (error.details["rule"], error.details["limit"], error.details["clause"]) == (TERM, DAYS, "6")


def test_nothing_waits_for_what_our_customer_pays():
    error = refusal(after("customer_payment", 0))
    assert isinstance(error, PayWhenPaidError)
    assert error.details["errors"][0]["pointer"] == "/plan/0/after/event"
    assert error.details["rule"] == PAY_WHEN_PAID
    assert isinstance(refusal(after("customer_payment", 0), days=None), PayWhenPaidError)


def test_a_day_is_held_against_the_delivery_that_the_contract_names_or_its_beginning():
    delivered = date(2026, 6, 1)
    latest = delivered + timedelta(days=DAYS)
    assert refusal(line(due_on=latest), deliverables=(handed_over(delivered),)) is None
    error = refusal(line(due_on=latest + timedelta(days=1)), deliverables=(handed_over(delivered),))
    assert error is not None
    assert error.details["errors"][0]["pointer"] == "/plan/0/due_on"
    assert error.details["latest"] == latest.isoformat()
    assert refusal(line(due_on=BEGINS + timedelta(days=DAYS))) is None
    assert refusal(line(due_on=BEGINS + timedelta(days=DAYS + 1))) is not None
    elsewhere = (handed_over(delivered, "9"), handed_over(None))
    assert refusal(line(due_on=latest), deliverables=elsewhere) is None
    assert refusal(after("signing", DAYS + 1)) is not None
    assert refusal(after("signing", DAYS + 1), deliverables=elsewhere) is None


def test_retention_money_and_what_others_owe_are_not_measured():
    assert refusal(after("acceptance", 365, instrument="retention")) is None
    assert refusal(after("acceptance", 365, debtor="counterparty")) is None
    assert refusal(after("delivery", 3000), days=None) is None


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_a_day_is_taken_exactly_when_it_lies_within_the_term_of_its_delivery(until_delivery, until_due, days):
    delivered = BEGINS + timedelta(days=until_delivery)
    due_on = BEGINS + timedelta(days=until_due)
    refused = refusal(line(due_on=due_on), deliverables=(handed_over(delivered),), days=days)
    assert (refused is None) == ((due_on - delivered).days <= days)


def test_without_a_term_it_is_the_one_of_the_law_and_what_is_said_stays():
    said = (line(), line("6", due_on=BEGINS), after("invoice", 10), line("7", debtor="counterparty"))
    planned = with_terms(said, DAYS)
    assert planned[0].after == After(event="delivery", days=DAYS)
    assert planned[1:] == said[1:]
    assert refusal(*planned) is None
