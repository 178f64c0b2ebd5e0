from datetime import date, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from services.contract.ageing.aggregate import AGEING, LayDown, decide
from services.contract.ageing.scheme import (
    SHIPPED,
    Pause,
    days_past_due,
    expected_loss,
    in_force,
    level_of,
    names,
    paused_days,
    place_of,
)
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError
from shared.values.money import Money

DUE = date(2026, 3, 2)
given = specification(AGEING, decide)


def after(days: int) -> date:
    return DUE + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (-5, "not-due"),
        (0, "not-due"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (61, "61-90"),
        (91, "91-180"),
        (181, "181-365"),
        (366, "366-730"),
        (731, "731-1095"),
        (1096, "1096-1825"),
        (1826, "1826-"),
    ],
)
def test_each_day_lies_in_one_bucket_and_due_today_is_not_past_due(days: int, name: str):
    assert names(SHIPPED.buckets)[place_of(days, SHIPPED.buckets)] == name


def test_grace_and_paused_days_do_not_count():
    assert days_past_due(DUE, DUE, 0) == 0
    assert days_past_due(DUE, after(10), 0) == 10
    assert days_past_due(DUE, after(10), 3) == 7
    assert days_past_due(DUE, after(10), 0, [Pause(after(2), after(6))]) == 6
    assert days_past_due(DUE, after(10), 0, [Pause(after(-20), after(3)), Pause(after(9))]) == 6


def test_a_pause_before_the_due_date_or_after_the_day_counts_for_nothing():
    assert paused_days(DUE, after(10), [Pause(after(-9), after(-2)), Pause(after(11), after(20))]) == 0
    assert paused_days(DUE, after(10), [Pause(after(-9), after(1))]) == 0


@drawn(st.integers(-30, 60), st.lists(st.tuples(st.integers(-30, 60), st.integers(1, 20)), max_size=4))
def test_paused_days_are_the_days_after_the_due_date_on_which_the_clock_stood(on, spans):
    """The sum is what counting day by day gives, for any pauses that do not overlap."""
    pauses: list[Pause] = []
    for first, length in spans:
        wanted = Pause(after(first), after(first + length))
        if not any(wanted.overlaps(known) for known in pauses):
            pauses.append(wanted)
    stood = [day for day in range(1, on + 1) if any(p.from_on <= after(day) < (p.until_on or date.max) for p in pauses)]
    assert paused_days(DUE, after(on), pauses) == len(stood)


def test_pauses_of_different_invoices_do_not_overlap_and_one_of_all_overlaps_with_each():
    first, second = Pause(DUE, after(5), "i1"), Pause(DUE, after(5), "i2")
    assert not first.overlaps(second)
    assert first.overlaps(Pause(after(4)))
    assert not first.overlaps(Pause(after(5)))


def test_levels_begin_with_their_day():
    assert [level_of(days, (1, 31, 61)) for days in (0, 1, 30, 31, 61, 900)] == [0, 1, 1, 2, 3, 3]


def test_the_expected_loss_is_each_amount_by_the_share_of_its_bucket():
    parts = [(Money.of("100.00", "CNY"), -3), (Money.of("100.00", "CNY"), 45), (Money.of("10.00", "CNY"), 4000)]
    assert expected_loss(parts, SHIPPED, "CNY") == Money.of("15.00", "CNY")


def test_what_was_laid_down_last_of_the_latest_day_holds():
    first = SHIPPED.model_copy(update={"from_on": date(2026, 1, 1), "grace_days": 1})
    again = first.model_copy(update={"grace_days": 2})
    later = first.model_copy(update={"from_on": date(2026, 6, 1), "grace_days": 3})
    assert in_force([], DUE) == SHIPPED
    assert in_force([first, again, later], DUE) == again
    assert in_force([first, later], date(2026, 6, 1)) == later


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"buckets": (30, 30)}, "/buckets"),
        ({"buckets": (0, 30)}, "/buckets"),
        ({"levels": ()}, "/levels"),
        ({"losses": SHIPPED.losses[1:]}, "/losses"),
    ],
)
def test_a_scheme_that_leaves_gaps_is_refused(change: dict[str, object], pointer: str):
    outcome = given().when(LayDown(SHIPPED.model_copy(update=change)))
    outcome.fails(InvalidFieldError)
    assert outcome.error.details["errors"][0]["pointer"] == pointer


def test_the_same_scheme_said_twice_is_one_fact():
    given().when(LayDown(SHIPPED)).then(SHIPPED)
    given(SHIPPED).when(LayDown(SHIPPED)).then()
