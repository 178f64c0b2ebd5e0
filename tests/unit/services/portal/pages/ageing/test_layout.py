from decimal import Decimal

from services.contract.ageing.scheme import SHIPPED, names
from services.portal.pages.ageing.layout import NAMES, bucket_name, buckets_of, chart, currencies, lines, together
from services.portal.pages.ageing.seen import AgedCell, AgedLine, AgedSum
from services.portal.pages.frame.money import Money

BUCKETS = names(SHIPPED.buckets)


def cny(amount: str) -> Money:
    return Money(amount=amount, currency="CNY")


def line(key: str, overdue: str, off: str = "0", **cells: str) -> AgedLine:
    told = [
        AgedCell(bucket=bucket.strip("_").replace("_", "-"), amount=cny(amount)) for bucket, amount in cells.items()
    ]
    whole = str(sum(map(Decimal, cells.values())))
    written_off = cny(off)
    return AgedLine(
        key=key, number=len(told), amount=cny(whole), overdue=cny(overdue), written_off=written_off, cells=told
    )


LINES = [line("b", "100", "5", _1_30="40", _91_180="60"), line("a", "0", not_due="1000")]


def aged(bucket: str, amount: str, currency: str = "CNY", off: str = "0") -> AgedSum:
    return AgedSum(
        bucket=bucket,
        number=1,
        amount=Money(amount=amount, currency=currency),
        written_off=Money(amount=off, currency=currency),
    )


SUMS = [
    aged("not-due", "1000"),
    aged("1-30", "40", off="5"),
    aged("91-180", "60"),
    aged("1-30", "7", "EUR"),
]


def test_lines_stay_in_the_order_they_were_told_in_and_the_whole_is_that_of_every_page():
    told = lines(LINES)
    assert [(one.key, one.overdue, one.whole, one.number) for one in told] == [
        ("b", Decimal(100), Decimal(100), 2),
        ("a", Decimal(0), Decimal(1000), 1),
    ]
    assert told[0].written_off == Decimal(5)
    whole = together(SUMS, "CNY")
    assert (whole.whole, whole.overdue, whole.number, whole.written_off) == (1100, 100, 3, 5)
    assert whole.cells == {"1-30": Decimal(40), "91-180": Decimal(60), "not-due": Decimal(1000)}
    assert currencies(SUMS) == {"CNY": Decimal(1100), "EUR": Decimal(7)}


def test_buckets_are_stacked_in_their_order_the_older_the_redder_and_lead_to_their_invoices():
    drawn = chart(lines(LINES), BUCKETS, str.upper, str, lambda key, bucket: f"/{key}/{bucket}")
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
