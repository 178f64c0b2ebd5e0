from datetime import date

import pytest

from services.asset.accounts.events import AccountsOfClass
from services.asset.depreciation.aggregate import RUN, ClassTotal, PostRun, ReverseRun, StartRun, decide
from services.asset.depreciation.events import DepreciationPosted, DepreciationStarted, JournalLine, RunReversed
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError
from shared.values.money import Money

given = specification(RUN, decide)
TODAY, END = date(2026, 3, 10), date(2026, 3, 31)
RUN_OF = {"run_id": "r", "unit_id": "u", "book": "accounting", "period": "2026-03"}
START = StartRun(**RUN_OF, currency="CNY", today=TODAY)
STARTED = DepreciationStarted(**RUN_OF, currency="CNY", attempt=1, effective_on=END)
ZERO = Money.zero("CNY")


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def line(account: str, code: str, debit: Money, credit: Money) -> JournalLine:
    return JournalLine(account=account, unit_id="u", class_code=code, debit=debit, credit=credit)


TOTALS = (ClassTotal("u", "A", cny("10.50"), 2), ClassTotal("u", "B", cny("4.25"), 1))
POSTED = DepreciationPosted(
    **RUN_OF,
    cards=3,
    total=cny("14.75"),
    journal=(
        line("6602", "A", cny("10.50"), ZERO),
        line("1602", "A", ZERO, cny("10.50")),
        line("6602", "B", cny("4.25"), ZERO),
        line("1602", "B", ZERO, cny("4.25")),
    ),
    effective_on=END,
)
REVERSED = RunReversed(**RUN_OF, cards=3, reason="wrong class", effective_on=TODAY)


def test_a_run_starts():
    given().when(START).then(STARTED)


def test_a_journal_balances_by_class_and_unit():
    given(STARTED).when(PostRun(TOTALS)).then(POSTED)


def test_a_journal_goes_to_the_accounts_of_its_book():
    others = AccountsOfClass(expense="6601", accumulated="1602")
    apart = AccountsOfClass(class_code="B", expense="6602.02", accumulated="1602.02")
    at = {("6602", "A"): "6601", ("6602", "B"): "6602.02", ("1602", "B"): "1602.02"}
    lines = tuple(
        one.model_copy(update={"account": at.get((one.account, one.class_code), one.account)}) for one in POSTED.journal
    )
    given(STARTED).when(PostRun(TOTALS, (others, apart))).then(POSTED.model_copy(update={"journal": lines}))


def test_a_run_without_cards_posts_an_empty_journal():
    empty = DepreciationPosted(**RUN_OF, cards=0, total=ZERO, journal=(), effective_on=END)
    given(STARTED).when(PostRun(())).then(empty)


def test_starting_again_changes_nothing():
    given(STARTED).when(START).then()
    given(STARTED, POSTED).when(START).then()


def test_a_posted_run_is_not_posted_again():
    given(STARTED, POSTED).when(PostRun(TOTALS)).fails(NotPossibleNowError)


def test_a_reversed_period_can_be_posted_anew():
    given(STARTED, POSTED).when(ReverseRun("wrong class", TODAY)).then(REVERSED)
    given(STARTED, POSTED, REVERSED).when(START).then(STARTED.model_copy(update={"attempt": 2}))


@pytest.mark.parametrize("period", ["2026-04", "2026-13", "26-03", "", "2026-03-01", "0001-01"])
def test_a_period_that_has_not_begun_or_is_none_is_refused(period: str):
    given().when(StartRun("r", "u", "accounting", period, "CNY", TODAY)).fails(InvalidFieldError)
