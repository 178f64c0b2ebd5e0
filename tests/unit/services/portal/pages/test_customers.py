from datetime import UTC, date, datetime

from services.portal.pages.customers.charts import payments_by_month, progress_of
from services.portal.pages.customers.seen import Change, History, Payment, Payments, Progress
from services.portal.pages.customers.timeline import timeline_of
from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.money import Money

AWAY = Part(None, "away", "scoring")


def payment(day: date, amount: str, way: str = "in", state: str = "allocated", reason: str | None = None) -> Payment:
    return Payment(
        payment_id="p",
        contract_id="c",
        way=way,
        state=state,
        clause=None,
        amount=Money(amount=amount, currency="CNY"),
        reason=reason,
        reference="",
        effective_on=day,
    )


def test_a_payment_that_was_blocked_moved_no_money_and_is_in_no_month():
    payments = [
        payment(date(2026, 1, 5), "100.00"),
        payment(date(2026, 1, 9), "20.50"),
        payment(date(2026, 3, 1), "7", way="out"),
        payment(date(2026, 2, 1), "999", way="out", state="blocked"),
    ]
    chart = payments_by_month(payments, str.upper)
    assert chart == {
        "labels": ["2026-01", "2026-03"],
        "series": [
            {"name": "RECEIVED CNY", "data": [120.5, 0.0]},
            {"name": "PAID CNY", "data": [0.0, 7.0]},
        ],
    }


def test_without_payments_there_is_no_chart():
    assert payments_by_month([payment(date(2026, 2, 1), "9", state="blocked")], str) is None


def test_progress_is_a_share_of_the_contract_and_never_more_than_all():
    contract = Progress(
        contract_id="c",
        number="N",
        title="T",
        direction="purchase",
        amount=200,
        currency="CNY",
        signed_on=date(2026, 1, 1),
        state="effective",
        progress={"paid": 50, "ordered": 260},
    )
    (found,) = progress_of([contract])
    assert found["steps"] == [{"step": "ordered", "share": 100}, {"step": "paid", "share": 25}]


def test_the_timeline_is_made_of_what_is_there_the_latest_first():
    changed = Change(
        version=2,
        field="name",
        before="a",
        after="b",
        reason="typo",
        actor="anna",
        recorded_at=datetime(2026, 2, 1, tzinfo=UTC),
    )
    history = Part(History(changes=[changed]), "there", "customer")
    paid = Part(Payments(items=[payment(date(2026, 3, 1), "7", state="blocked", reason="over")]), "there", "contract")
    found = timeline_of(history, paid, AWAY, AWAY)
    assert [(one.kind, one.words, one.subject) for one in found] == [
        ("payment", "Payment blocked", "over"),
        ("archive", "Archive changed", "name: typo"),
    ]
    assert [one.kind for one in timeline_of(history, paid, AWAY, AWAY, "archive")] == ["archive"]
