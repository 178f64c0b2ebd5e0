from datetime import date
from decimal import Decimal

from hypothesis import given as generated
from hypothesis import strategies as st

from services.contract.setting.choosing import holding
from services.contract.setting.events import MEASURED_IN
from services.contract.setting.shipped import SHIPPED
from services.contract.stamp_duty.aggregate import STAMP_DUTY, Agree, Head, Settle, StampDuty, decide
from services.contract.stamp_duty.events import Cause, DutyDeferred, DutyIncurred
from services.contract.stamp_duty.handlers import setting_of
from services.contract.type.stamp import STAMP_ITEMS
from shared.testing.given import specification
from shared.values.money import Money

given = specification(STAMP_DUTY, decide)
DAY = date(2026, 3, 2)
HEAD = Head("k", "c", "purchase", "fans", "sale", "e", DAY)
RATE = Decimal("0.0003")


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def agree(base: str | None, cause: Cause = "signing", document: str = "k", rate: Decimal | None = RATE) -> Agree:
    return Agree(HEAD, cause, document, None if base is None else cny(base), "CNY", rate)


def incurred(base: str, duty: str, cause: Cause = "signing", document: str = "k") -> DutyIncurred:
    said = {"cause": cause, "document": document, "base": cny(base), "rate": RATE, "duty": cny(duty)}
    return DutyIncurred.model_validate({**HEAD.fields(), **said})


SIGNED = incurred("1000000.00", "300.00")
DEFERRED = DutyDeferred(**HEAD.fields(), currency="CNY")


def test_signing_makes_duty_due_on_what_the_contract_comes_to():
    given().when(agree("1000000.00")).then(SIGNED)
    given().when(agree("16.67")).then(incurred("16.67", "0.01"))
    given().when(agree("1000000.00", rate=None)).then()


def test_an_amendment_adds_what_it_raises_and_gives_nothing_back():
    given(SIGNED).when(agree("1200000.00", "amendment", "a1")).then(incurred("200000.00", "60.00", "amendment", "a1"))
    given(SIGNED).when(agree("800000.00", "amendment", "a1")).then()
    lowered_and_raised = agree("900000.00", "amendment", "a2")
    given(SIGNED).when(lowered_and_raised).then()


def test_without_an_amount_it_is_due_on_what_invoices_settle():
    given().when(agree(None)).then(DEFERRED)
    given(DEFERRED).when(agree(None, "amendment", "a1")).then()
    first = incurred("50000.00", "15.00", "settlement", "i1")
    given(DEFERRED).when(Settle(HEAD, "i1", cny("50000.00"), RATE)).then(first)
    given(DEFERRED, first).when(Settle(HEAD, "i1", cny("50000.00"), RATE)).then()
    given(SIGNED).when(Settle(HEAD, "i1", cny("50000.00"), RATE)).then()
    given().when(Settle(HEAD, "i1", cny("50000.00"), RATE)).then()


def test_an_amendment_that_names_an_amount_ends_the_waiting():
    settled = incurred("50000.00", "15.00", "settlement", "i1")
    fixed = incurred("150000.00", "45.00", "amendment", "a1")
    given(DEFERRED, settled).when(agree("200000.00", "amendment", "a1")).then(fixed)
    given(DEFERRED, settled, fixed).when(Settle(HEAD, "i2", cny("1.00"), RATE)).then()


@generated(st.lists(st.integers(1, 10**9), min_size=1, max_size=8))
def test_duty_was_due_on_the_highest_amount_that_was_ever_agreed_on(amounts):
    state = StampDuty()
    bases = Decimal(0)
    for number, cents in enumerate(amounts):
        cause: Cause = "amendment" if number else "signing"
        events = decide(state, Agree(HEAD, cause, f"d{number}", Money.of(Decimal(cents) / 100, "CNY"), "CNY", RATE))
        bases += sum((one.base.amount for one in events if isinstance(one, DutyIncurred)), Decimal(0))
        state = STAMP_DUTY.fold(events, state)
    assert bases == Decimal(max(amounts)) / 100


def test_every_item_of_the_law_has_its_rate_among_the_settings():
    for item in STAMP_ITEMS:
        assert MEASURED_IN[setting_of(item)] == "share"
        laid_down = [one for one in SHIPPED if one.setting == setting_of(item)]
        assert holding(laid_down, [], date(2022, 6, 30)) is None
        assert holding(laid_down, [], date(2022, 7, 1)) is not None
