"""Why an order is held: each rule with its figures, and none where everything leaves room."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from services.contract.bill.aggregate import AT_RISK
from services.contract.exposure.aggregate import EXPOSURE, CheckOrder, LiftHold, decide
from services.contract.exposure.events import HoldLifted, OrderChecked, Part
from services.contract.exposure.queries import LISTED
from services.contract.exposure.rules import Facts, LinePrice, Oldest, Room, reasons_of
from shared.testing.given import specification
from shared.values.money import Money

TODAY = date(2026, 3, 2)
given = specification(EXPOSURE, decide)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def room(limit: str, used: str, requested: str) -> Room:
    return Room(cny(limit), cny(used), cny(requested))


OLD = Oldest("i1", "F-1", 31)
FAN = LinePrice(1, "fan", Decimal("89.99"), Decimal(100))
FIGURES = {"limit": "100.00 CNY", "used": "60.00 CNY", "requested": "40.01 CNY"}


@pytest.mark.parametrize(
    ("facts", "rule", "figures"),
    [
        (Facts(group=room("100", "60", "40.01")), "credit_limit", FIGURES),
        (Facts(own=room("100", "60", "40.01")), "customer_limit", FIGURES),
        (Facts(month=room("100", "60", "40.01")), "purchase_limit", FIGURES),
        (
            Facts(term_days=30, oldest=OLD),
            "credit_term",
            {"term_days": "30", "days": "31", "invoice_id": "i1", "number": "F-1"},
        ),
        (
            Facts(discount=Decimal("0.1"), prices=(FAN,)),
            "discount",
            {"line": "1", "product_code": "fan", "allowed": "0.1", "wholesale": "100", "price": "89.99"},
        ),
    ],
)
def test_each_rule_says_no_with_its_figures(facts: Facts, rule: str, figures: dict[str, str]):
    [reason] = reasons_of(facts)
    assert (reason.rule, reason.figures) == (rule, figures)


def test_exactly_the_limit_is_within_it_and_what_is_not_limited_is_not_asked():
    within = Facts(
        group=room("100", "60", "40"),
        own=room("100", "60", "40"),
        month=room("100", "60", "40"),
        term_days=31,
        oldest=OLD,
        discount=Decimal("0.1001"),
        prices=(FAN,),
    )
    assert reasons_of(within) == ()
    assert reasons_of(Facts(oldest=OLD, prices=(FAN,))) == ()
    assert reasons_of(Facts(term_days=0)) == ()


def test_an_order_breaks_as_many_rules_as_it_breaks():
    facts = Facts(group=room("1", "1", "1"), term_days=1, oldest=OLD, discount=Decimal(0), prices=(FAN, FAN))
    assert [one.rule for one in reasons_of(facts)] == ["credit_limit", "credit_term", "discount", "discount"]


CENTS = st.integers(-(10**9), 10**9)


@example(st.integers(0, 10**9), CENTS, st.integers(1, 10**9))
def test_an_order_is_held_exactly_where_the_sum_would_pass_the_limit(limit: int, used: int, requested: int):
    amounts = [Money.of(Decimal(cents) / 100, "CNY") for cents in (limit, used, requested)]
    held = reasons_of(Facts(group=Room(*amounts)))
    assert bool(held) == (used + requested > limit)


def check(facts: Facts, *parts: Any) -> CheckOrder:
    return CheckOrder("g1", "k1", "c1", "o1", "BB", parts, (), cny("40.01"), facts, TODAY)


def test_what_was_looked_at_stands_in_the_event():
    parts = (Part(component="receivables", amount=cny("70")), Part(component="advances", amount=cny("-10")))
    facts = Facts(group=room("100", "60", "40.01"))
    outcome = given().when(check(facts, *parts))
    [checked] = outcome.events
    assert isinstance(checked, OrderChecked)
    assert (checked.exposure, checked.limit, [one.rule for one in checked.reasons]) == (
        cny("60"),
        cny("100"),
        ["credit_limit"],
    )
    assert (outcome.state.checked, outcome.state.held) == (1, 1)
    free = given().when(check(Facts()))
    assert (free.state.checked, free.state.held) == (1, 0)


def test_a_hold_is_lifted_by_a_round():
    lifted = HoldLifted(group_id="g1", order_id="o1", approval_id="a1", effective_on=TODAY)
    given().when(LiftHold("g1", "o1", "a1", TODAY)).then(lifted)


def test_drafts_count_in_the_states_in_which_they_are_at_risk():
    [states] = [line for line in LISTED.splitlines() if "b.state IN" in line]
    assert {one.strip("' ") for one in states.partition("IN (")[2].rstrip(")").split(",")} == set(AT_RISK)
