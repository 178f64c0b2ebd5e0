from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.contract.arrears.events import InterestAgreed
from services.contract.collection.interest import Moved
from services.contract.late_interest.owing import Payable, Rates, borne, brought_forward
from services.contract.setting.choosing import Course
from services.contract.setting.shipped import SHIPPED
from shared.values.money import Money

DUE = date(2026, 3, 2)
AGREED_ON = date(2024, 8, 1)
PRIME = Course(tuple(one for one in SHIPPED if one.setting == "loan_prime_rate"))
DAILY = Course(tuple(one for one in SHIPPED if one.setting == "late_payment_rate"))


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def agreed(rate: str | None, from_on: date = AGREED_ON, clause: str | None = None) -> InterestAgreed:
    share = None if rate is None else Decimal(rate)
    return InterestAgreed(
        contract_id="k", counterparty_id="c", owner_id="o", clause=clause, rate=share, from_on=from_on
    )


def rates(*said: InterestAgreed, small: bool = True) -> Rates:
    return Rates(said, PRIME, DAILY, AGREED_ON if small else None)


def payable(*moves: tuple[int, str], gross: str = "1000.00", order_id: str | None = None) -> Payable:
    """Moves by the days after the due date."""
    settled = tuple(Moved(DUE + timedelta(days=days), Decimal(amount)) for days, amount in moves)
    return Payable("invoice", "i", "5", "all", DUE, cny(gross), settled, order_id)


def interest(one: Payable, by: Rates, days: int) -> str:
    found = borne([one], by, DUE + timedelta(days=days))
    return str(found[0].interest.amount.amount) if found else "none"


def test_without_agreement_a_small_supplier_gets_five_of_ten_thousand_a_day():
    assert interest(payable(), rates(), 10) == "5.00"
    assert interest(payable((4, "400.00")), rates(), 10) == "3.60"
    assert interest(payable((0, "1000.00")), rates(), 10) == "none"


def test_what_was_agreed_on_holds_but_never_below_the_prime_rate_of_the_contracts_day():
    assert PRIME.on(AGREED_ON) == Decimal("0.0335")
    assert interest(payable(), rates(agreed("0.0730")), 100) == "20.00"
    least = str((Decimal(1000) * Decimal("0.0335") * 100 / 365).quantize(Decimal("0.01"), ROUND_HALF_UP))
    assert interest(payable(), rates(agreed("0.0100")), 100) == least
    assert interest(payable(), rates(agreed(None)), 100) == least
    assert interest(payable(), rates(agreed("0.0100", clause="9")), 10) == "5.00"


def test_others_get_what_was_agreed_on_or_the_prime_rate_of_each_day():
    assert interest(payable(), rates(agreed(None), small=False), 100) == "0.00"
    assert interest(payable(), rates(small=False), 73) == "6.00"


def test_an_invoice_is_due_by_the_laws_last_day_after_its_orders_last_delivery():
    early, late, none = (payable(order_id=order) for order in ("o-1", "o-2", None))
    delivered = {"o-1": DUE - timedelta(days=70), "o-2": DUE}
    moved = brought_forward([early, late, none], delivered, 60)
    assert [one.due_on for one in moved] == [DUE - timedelta(days=10), DUE, DUE]


moves = st.lists(
    st.tuples(st.integers(-30, 90), st.integers(1, 30_000).map(lambda cents: f"{cents // 100}.{cents % 100:02d}")),
    max_size=6,
)


@given(moves, st.integers(-5, 120), st.sampled_from([None, "0.0000", "0.0200", "0.0335", "0.1500"]))
def test_interest_is_the_sum_over_days_of_what_was_open_at_the_rate_of_the_law(settled, days, rate):
    by = rates() if rate is None else rates(agreed(rate))
    yearly = Decimal("0.0005") * 365 if rate is None else max(Decimal(rate), Decimal("0.0335"))
    total = Decimal(0)
    for day in range(1, days + 1):
        paid = sum((Decimal(amount) for on, amount in settled if on <= day), Decimal(0))
        total += max(Decimal(1000) - paid, Decimal(0)) * yearly
    expected = (total / 365).quantize(Decimal("0.01"), ROUND_HALF_UP)
    found = borne([payable(*settled)], by, DUE + timedelta(days=days))
    assert sum((one.interest.amount.amount for one in found), Decimal(0)) == expected
