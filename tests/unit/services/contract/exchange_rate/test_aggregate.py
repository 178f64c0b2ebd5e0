from datetime import date
from decimal import Decimal

from services.contract.exchange_rate.aggregate import RATES, FixRate, RateFixedAlreadyError, decide
from services.contract.exchange_rate.events import RateFixed
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError

given = specification(RATES, decide)
MARCH = RateFixed(currency="USD", against="CNY", rate=Decimal("7.1"), source="PBOC", effective_on=date(2026, 3, 1))
APRIL = MARCH.model_copy(update={"rate": Decimal("7.2"), "effective_on": date(2026, 4, 1)})


def test_the_last_rate_fixed_holds_until_the_next():
    given().when(FixRate(MARCH)).then(MARCH)
    rates = RATES.fold([APRIL, MARCH])
    days = (date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 1))
    assert [rates.on(day) for day in days] == [None, MARCH, APRIL]


def test_a_rate_is_never_changed():
    given(MARCH).when(FixRate(MARCH)).then()
    given(MARCH).when(FixRate(MARCH.model_copy(update={"rate": Decimal("7.3")}))).fails(
        RateFixedAlreadyError, rate="7.1", source="PBOC"
    )


def test_a_currency_has_no_rate_against_itself():
    given().when(FixRate(MARCH.model_copy(update={"against": "USD"}))).fails(InvalidFieldError)
