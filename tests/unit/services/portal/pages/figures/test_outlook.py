from decimal import Decimal

from services.portal.pages.figures.outlook import OVERDUE, ahead, due_chart, ending
from services.portal.pages.figures.pivot import Cell
from services.portal.pages.figures.seen import Due, Expiring
from services.portal.pages.frame.money import Money


def due(debtor: str, within: int, number: int, amount: str, currency: str = "CNY") -> Due:
    return Due(debtor=debtor, within=within, number=number, amount=Money(amount=amount, currency=currency))


def test_each_period_holds_the_shorter_ones_and_what_is_overdue_stands_for_itself():
    (told,) = ahead([due("us", OVERDUE, 1, "7"), due("us", 30, 2, "10"), due("us", 90, 1, "5")])
    assert told.overdue == (1, Decimal(7))
    assert told.within == ((2, Decimal(10)), (2, Decimal(10)), (3, Decimal(15)))


def test_sides_and_currencies_are_told_apart():
    told = ahead([due("us", 30, 1, "1"), due("counterparty", 30, 1, "2"), due("us", 30, 1, "3", "EUR")])
    assert [(one.debtor, one.currency) for one in told] == [("counterparty", "CNY"), ("us", "CNY"), ("us", "EUR")]


def test_terms_that_end_are_told_by_currency_each_period_with_the_shorter_ones():
    near = Expiring(within=60, number=2, amount=Money(amount="4.00", currency="CNY"), without_amount=1)
    retail = Expiring(within=90, number=3, amount=Money(amount="0.00", currency="CNY"), without_amount=3)
    told = ending([near, retail])
    assert told == {"CNY": (Cell(), Cell(2, Decimal("4.00"), 1), Cell(5, Decimal("4.00"), 4))}


def test_what_is_due_is_drawn_by_side_without_the_shorter_periods():
    drawn = due_chart([due("us", 30, 1, "10"), due("us", OVERDUE, 1, "7")], str)
    assert drawn == {
        "labels": ["overdue", "0-30", "31-60", "61-90"],
        "series": [{"name": "We owe CNY", "data": [7.0, 10.0, 0.0, 0.0]}],
    }
    assert due_chart([], str) is None
