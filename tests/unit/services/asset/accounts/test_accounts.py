"""Which accounts depreciation goes to: the nearest class says it, from the latest month on."""

import pytest

from services.asset.accounts.aggregate import ACCOUNTS, MapAccounts, decide
from services.asset.accounts.events import AccountsMapped, AccountsOfClass
from services.asset.accounts.mapping import AS_SHIPPED, accounts_for, in_force, shipped
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError

given = specification(ACCOUNTS, decide)
OTHERS = AccountsOfClass(expense="6602.01", accumulated="1602.01")
CARS = AccountsOfClass(class_code="A.02", expense="6601", accumulated="1602.02")


def mapped(period: str, *lines: AccountsOfClass) -> AccountsMapped:
    return AccountsMapped(book="accounting", from_period=period, lines=lines)


FACT = mapped("2026-03", OTHERS, CARS)


def test_accounts_are_laid_down_and_the_same_again_is_no_event():
    given().when(MapAccounts(FACT)).then(FACT)
    given(FACT).when(MapAccounts(FACT)).then()


@pytest.mark.parametrize("lines", [(CARS,), (OTHERS, CARS, CARS), (OTHERS, OTHERS)])
def test_a_class_without_accounts_or_with_two_is_refused(lines: tuple[AccountsOfClass, ...]):
    given().when(MapAccounts(mapped("2026-03", *lines))).fails(InvalidFieldError)


def test_the_nearest_class_above_says_the_accounts():
    assert accounts_for(FACT.lines, "A.02.01") == CARS
    assert accounts_for(FACT.lines, "A.02") == CARS
    assert accounts_for(FACT.lines, "A.021") == OTHERS
    assert accounts_for((), "A") == AS_SHIPPED


def test_a_month_goes_by_the_latest_month_up_to_it_and_by_what_was_said_last_of_it():
    later = mapped("2026-05", OTHERS)
    corrected = mapped("2026-03", CARS, OTHERS)
    known = [shipped("accounting"), FACT, later, corrected]
    assert in_force(known, "2026-02") == (AS_SHIPPED,)
    assert in_force(known, "2026-04") == corrected.lines
    assert in_force(known, "2030-01") == later.lines
