"""What service is promised in a region, and whether it was given."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from services.contract.service_level.aggregate import LEVELS, AgreeLevel, MeasureLevel, NoServiceLevelError, decide
from services.contract.service_level.events import LevelAgreed, LevelMeasured
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError

TODAY = date(2026, 3, 2)
given = specification(LEVELS, decide)


def agreed(target: str | None = "95", sense: Any = "at_least", on: date = date(2026, 1, 1), **more: Any) -> LevelAgreed:
    return LevelAgreed(
        master_id="m1",
        region=more.get("region", "EMEA"),
        measure="on_time",
        sense=sense,
        scale=more.get("scale", "percent"),
        target=None if target is None else Decimal(target),
        effective_on=on,
    )


def measure(value: str, period: str = "2026-02", region: str = "EMEA") -> MeasureLevel:
    return MeasureLevel("m1", region, "on_time", period, Decimal(value), 40, TODAY)


def measured(value: str, met: bool, target: str = "95") -> LevelMeasured:
    return LevelMeasured(
        master_id="m1",
        region="EMEA",
        measure="on_time",
        period="2026-02",
        value=Decimal(value),
        cases=40,
        sense="at_least",
        target=Decimal(target),
        met=met,
        effective_on=date(2026, 2, 28),
    )


def test_a_level_is_agreed_once_and_ended_by_no_target():
    given().when(AgreeLevel(agreed())).then(agreed())
    given(agreed()).when(AgreeLevel(agreed())).then()
    given(agreed()).when(AgreeLevel(agreed(None))).then(agreed(None))
    given().when(AgreeLevel(agreed(None))).fails(InvalidFieldError)


def test_a_month_is_held_against_what_was_promised_at_its_end():
    raised = agreed("99", on=date(2026, 2, 15))
    given(agreed()).when(measure("95")).then(measured("95", met=True))
    given(agreed(), raised).when(measure("98.9")).then(measured("98.9", met=False, target="99"))
    later = agreed("99", on=date(2026, 3, 1))
    given(agreed(), later).when(measure("98.9")).then(measured("98.9", met=True))


def test_what_is_said_again_takes_the_place_of_what_was_said():
    first = measured("94", met=False)
    given(agreed(), first).when(measure("94")).then()
    given(agreed(), first).when(measure("96")).then(measured("96", met=True))


@pytest.mark.parametrize("period", ["2026-03", "2026-12"])
def test_a_month_is_measured_once_it_is_over(period: str):
    given(agreed()).when(measure("95", period)).fails(InvalidFieldError)


def test_what_is_not_promised_is_not_measured():
    given(agreed()).when(measure("95", "2025-12")).fails(NoServiceLevelError, region="EMEA", period="2025-12")
    given(agreed(), agreed(None)).when(measure("95")).fails(NoServiceLevelError)
    given(agreed()).when(measure("95", region="APAC")).fails(NoServiceLevelError)
    given(agreed()).when(measure("100.01")).fails(InvalidFieldError)


@example(st.sampled_from(["at_least", "at_most"]), st.integers(0, 500), st.integers(0, 500))
def test_a_level_is_met_exactly_on_its_side_of_the_target(sense: Any, target: int, value: int):
    level = agreed(str(target), sense, scale="hours")
    [fact] = decide(LEVELS.fold([level]), measure(str(value)))
    assert isinstance(fact, LevelMeasured)
    assert fact.met == (value >= target if sense == "at_least" else value <= target)
