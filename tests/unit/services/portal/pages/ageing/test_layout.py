from decimal import Decimal

from services.contract.ageing.scheme import SHIPPED, names
from services.portal.pages.ageing.layout import NAMES, bucket_name, buckets_of, chart, currencies, lines, together
from services.portal.pages.ageing.seen import AgedSum
from services.portal.pages.frame.money import Money

BUCKETS = names(SHIPPED.buckets)


def aged(customer: str, bucket: str, amount: str, currency: str = "CNY", off: str = "0") -> AgedSum:
    return AgedSum(
        counterparty_id=customer,
        bucket=bucket,
        number=1,
        amount=Money(amount=amount, currency=currency),
        written_off=Money(amount=off, currency=currency),
    )


ROWS = [
    aged("a", "not-due", "1000"),
    aged("b", "1-30", "40", off="5"),
    aged("b", "91-180", "60"),
    aged("c", "1-30", "7", "EUR"),
]


def test_who_owes_most_that_is_overdue_comes_first_and_currencies_are_kept_apart():
    told = lines(ROWS, "customer", "CNY")
    assert [(one.key, one.overdue, one.whole, one.number) for one in told] == [
        ("b", Decimal(100), Decimal(100), 2),
        ("a", Decimal(0), Decimal(1000), 1),
    ]
    assert told[0].written_off == Decimal(5)
    whole = together(told)
    assert (whole.whole, whole.overdue, whole.number, whole.written_off) == (1100, 100, 3, 5)
    assert whole.cells == {"1-30": Decimal(40), "91-180": Decimal(60), "not-due": Decimal(1000)}
    assert currencies(ROWS) == {"CNY": Decimal(1100), "EUR": Decimal(7)}


def test_buckets_are_stacked_in_their_order_the_older_the_redder_and_lead_to_their_invoices():
    drawn = chart(lines(ROWS, "customer", "CNY"), BUCKETS, str.upper, str, lambda key, bucket: f"/{key}/{bucket}")
    assert drawn is not None
    assert drawn["labels"] == ["B", "A"]
    assert [one["name"] for one in drawn["series"]] == ["not-due", "1-30", "91-180"]
    assert [one["data"] for one in drawn["series"]] == [[0.0, 1000.0], [40.0, 0.0], [60.0, 0.0]]
    assert drawn["series"][2]["links"] == ["/b/91-180", "/a/91-180"]
    ages = [one["age"] for one in drawn["series"]]
    assert (ages[0], sorted(ages)) == (0, ages)
    assert all(0 <= age <= 1 for age in ages)
    assert chart([], BUCKETS, str, str, str.__add__) is None


def test_buckets_are_told_as_people_say_them():
    assert [bucket_name(one, str) for one in BUCKETS] == [
        "not due yet",
        *(f"{days} days" for days in ("1-30", "31-60", "61-90", "91-180", "181-365")),
        "1-2 years",
        "2-3 years",
        "3-5 years",
        "over 5 years",
    ]
    assert set(BUCKETS) >= NAMES.keys()
    assert buckets_of(SHIPPED.buckets) == BUCKETS
    assert bucket_name("91-", str) == "over 90 days"
