from datetime import date

import pytest

from services.contract.collector.aggregate import (
    COLLECTOR,
    Collector,
    LayDownCollector,
    PauseCollector,
    ResumeCollector,
    decide,
)
from services.contract.collector.events import (
    KINDS,
    CollectorLaidDown,
    CollectorPaused,
    CollectorResumed,
    CurrencyName,
    PartyName,
    UnitName,
)
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError

given = specification(COLLECTOR, decide)
UNITS = (UnitName(code="1000", unit_id="nanjing"),)
CURRENCIES = (CurrencyName(code="RMB", currency="CNY"),)


def laid_down(**more: object) -> CollectorLaidDown:
    said = {
        "collector_id": "c",
        "source": "erp",
        "unit_id": "u",
        "parties": "erp",
        "currency": "CNY",
        "units": UNITS,
        "currencies": CURRENCIES,
        "party_names": (PartyName(code="K9", customer_id="kunde"),),
        "match_by_rule": False,
        "effective_on": date(2026, 3, 2),
    }
    return CollectorLaidDown.model_validate({**said, **more})


def test_a_collector_is_laid_down_anew_where_something_is_another_way():
    given().when(LayDownCollector(laid_down())).then(laid_down())
    given(laid_down()).when(LayDownCollector(laid_down(effective_on=date(2026, 4, 1)))).then()
    given(laid_down()).when(LayDownCollector(laid_down(match_by_rule=True))).then(laid_down(match_by_rule=True))


def test_a_collector_stays_with_its_unit_and_names_each_code_once():
    given(laid_down()).when(LayDownCollector(laid_down(unit_id="other"))).fails(InvalidFieldError)
    given().when(LayDownCollector(laid_down(units=UNITS * 2))).fails(InvalidFieldError)
    given().when(LayDownCollector(laid_down(currencies=CURRENCIES * 2))).fails(InvalidFieldError)


def test_a_collector_is_paused_and_taken_up_again_in_turn():
    day = date(2026, 3, 9)
    paused = CollectorPaused(collector_id="c", source="erp", reason="Moved", effective_on=day)
    resumed = CollectorResumed(collector_id="c", source="erp", effective_on=day)
    given(laid_down()).when(PauseCollector("Moved", day)).then(paused)
    given(laid_down(), paused).when(ResumeCollector(day)).then(resumed)
    given(laid_down(), paused).when(PauseCollector("Again", day)).fails(NotPossibleNowError)
    given(laid_down(), paused, resumed).when(ResumeCollector(day)).fails(NotPossibleNowError)
    given().when(PauseCollector("Nothing there", day)).fails(NotPossibleNowError)


def test_a_collector_that_was_laid_down_before_may_bring_every_kind():
    assert Collector(laid_down()).brings == KINDS
    assert Collector(laid_down(brings=("order",))).brings == ("order",)


@pytest.mark.parametrize(("code", "unit"), [(None, "u"), ("1000", "nanjing"), ("2000", None)])
def test_a_unit_of_the_source_is_ours_or_unknown(code, unit):
    assert Collector(laid_down()).unit(code) == unit


@pytest.mark.parametrize(("code", "currency"), [(None, "CNY"), ("RMB", "CNY"), ("EUR", "EUR")])
def test_a_currency_goes_by_the_sources_name_or_its_own(code, currency):
    assert Collector(laid_down()).currency(code) == currency


def test_a_party_is_named_by_the_sources_code():
    assert Collector(laid_down()).parties == {"K9": "kunde"}
    assert Collector().parties == {}
