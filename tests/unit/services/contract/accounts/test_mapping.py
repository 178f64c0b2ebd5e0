from typing import Any, get_args

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from services.contract.accounts.aggregate import ACCOUNTS, MapAccounts, MappedInClosedPeriodError, decide
from services.contract.accounts.events import AccountsMapped
from services.contract.accounts.mapping import (
    KINDS_OF,
    AccountsMissingError,
    Booking,
    UnbalancedAccountsError,
    accounts_of,
    in_force,
    postings_of,
)
from services.contract.accounts.shipped import SHIPPED
from services.contract.terms import Instrument
from shared.testing.given import specification
from shared.values.money import Money

given = specification(ACCOUNTS, decide)
BOOKED = [(kind, direction) for direction, kinds in KINDS_OF.items() for kind in kinds]
WHICH = (*get_args(Instrument), "invoice")
CENTS = st.integers(min_value=0, max_value=10**9)


def cny(cents: int) -> Money:
    return Money.of(f"{cents // 100}.{cents % 100:02d}", "CNY")


@example(st.sampled_from(BOOKED), st.sampled_from(WHICH), CENTS, CENTS)
def test_every_booking_is_posted_on_two_equal_sides(booked: tuple[str, Any], which: str, net: int, tax: int):
    kind, direction = booked
    booking = Booking(kind, direction, which, cny(net + tax), cny(net), cny(tax))
    found = postings_of(booking, accounts_of(SHIPPED.lines))
    sides = {
        side: Money.total([one.amount for one in found if one.side == side], "CNY") for side in ("debit", "credit")
    }
    assert sides["debit"] == sides["credit"] == cny(net + tax)
    assert all(one.amount.is_positive for one in found)


def test_what_comes_with_the_program_is_a_whole_mapping():
    given().when(MapAccounts(SHIPPED, None)).then(SHIPPED)
    given(SHIPPED).when(MapAccounts(SHIPPED, None)).then()


@pytest.mark.parametrize(("kind", "direction"), BOOKED)
def test_a_mapping_that_leaves_a_kind_out_is_refused(kind: str, direction: str):
    rest = tuple(one for one in SHIPPED.lines if (one.kind, one.direction) != (kind, direction))
    given().when(MapAccounts(SHIPPED.model_copy(update={"lines": rest}), None)).fails(
        AccountsMissingError, kind=kind, direction=direction
    )


@pytest.mark.parametrize("place", range(len(SHIPPED.lines)))
def test_a_mapping_whose_sides_differ_is_refused(place: int):
    doubled = (*SHIPPED.lines, SHIPPED.lines[place])
    given().when(MapAccounts(SHIPPED.model_copy(update={"lines": doubled}), None)).fails(UnbalancedAccountsError)


def test_nothing_is_laid_down_for_a_period_that_is_closed():
    fact = SHIPPED.model_copy(update={"from_period": "2026-03"})
    given().when(MapAccounts(fact, "2026-03")).fails(MappedInClosedPeriodError, closed="2026-03")
    given().when(MapAccounts(fact, "2026-02")).then(fact)


def test_the_latest_month_and_what_was_said_last_is_in_force():
    def mapped(period: str, book: str) -> AccountsMapped:
        return SHIPPED.model_copy(update={"from_period": period, "book": book})

    said = [mapped("2026-01", "a"), mapped("2026-04", "b"), mapped("2026-04", "c")]
    found = {period: in_force(said, period) for period in ("2025-12", "2026-03", "2026-04", "2030-01")}
    assert {period: one.book if one else None for period, one in found.items()} == {
        "2025-12": None,
        "2026-03": "a",
        "2026-04": "c",
        "2030-01": "c",
    }
