from datetime import date
from decimal import Decimal

from services.portal.pages.customers.charts import payments_by_month, progress_chart, progress_of
from services.portal.pages.customers.seen import Month, Progress


def month(when: str, kind: str, amount: str, currency: str = "CNY") -> Month:
    return Month(month=when, kind=kind, currency=currency, amount=Decimal(amount))


def contract(number: str | None, amount: int | None, **progress: int) -> Progress:
    return Progress(
        contract_id="c",
        number=number,
        title="T",
        direction="purchase",
        amount=amount,
        currency="CNY",
        signed_on=date(2026, 1, 1),
        state="effective",
        progress=progress,
    )


def test_what_was_received_and_paid_stands_side_by_side_by_month():
    chart = payments_by_month(
        [month("2026-01", "received", "120.5"), month("2026-03", "made", "7"), month("2026-03", "made", "1", "EUR")],
        str.upper,
    )
    assert chart == {
        "labels": ["2026-01", "2026-03"],
        "series": [
            {"name": "RECEIVED CNY", "data": [120.5, 0.0]},
            {"name": "PAID CNY", "data": [0.0, 7.0]},
            {"name": "PAID EUR", "data": [0.0, 1.0]},
        ],
    }


def test_without_payments_there_is_no_chart():
    assert payments_by_month([], str) is None


def test_progress_is_a_share_of_the_contract_and_never_more_than_all():
    found, without = progress_of([contract("N", 200, paid=50, ordered=260), contract("M", None, paid=3)])
    assert (without["contract"].number, without["steps"]) == ("M", [])
    assert found["steps"] == [
        {"step": "ordered", "amount": 260, "share": 100},
        {"step": "paid", "amount": 50, "share": 25},
    ]


def test_the_chart_of_progress_shows_the_steps_that_some_contract_has():
    chart = progress_chart([contract("N", 200, paid=50), contract(None, 100, ordered=30)], str.upper)
    assert chart == {
        "labels": ["N", "T"],
        "series": [{"name": "ORDERED %", "data": [0, 30]}, {"name": "PAID %", "data": [25, 0]}],
    }
    assert progress_chart([contract("N", 200)], str) is None
