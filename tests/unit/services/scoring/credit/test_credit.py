"""Credit: points by bands, weights down a tree, grades that are left only past their edge, quarters."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from services.scoring.credit.aggregate import (
    CREDIT,
    SCHEMES,
    AssessCredit,
    GradedLaterError,
    LayDown,
    Measured,
    TooLittleKnownError,
    decide,
    decide_scheme,
)
from services.scoring.credit.events import GRADES, CreditChanged, ScoreCalculated
from services.scoring.credit.scheme import SHIPPED, Value, check_scheme, grade_of, in_force, next_grade, points_of
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError

given = specification(CREDIT, decide)
laid = specification(SCHEMES, decide_scheme)
DAY = date(2026, 2, 10)


def known(
    late: str = "0", days: str = "0", overdue: str = "0", long: str = "0", number: int = 20, *, off: bool = False
):
    values = {
        "share_late": Value(Decimal(late)),
        "days_late": Value(Decimal(days)),
        "overdue_share": Value(Decimal(overdue), "CNY"),
        "long_overdue_share": Value(Decimal(long), "CNY"),
        "settlements": Value(Decimal(number)),
    }
    return Measured(values, off)


def assess(measured: Measured, on: date = DAY) -> AssessCredit:
    return AssessCredit("c1", measured, SHIPPED, on)


def test_who_pays_in_time_is_graded_best_to_the_end_of_the_next_quarter_with_every_indicator_told():
    score, changed = given().when(assess(known())).events
    assert isinstance(score, ScoreCalculated)
    assert (score.total, sum(one.weight for one in score.indicators)) == (Decimal(100), 1)
    first = score.indicators[0]
    assert (first.code, first.figure, first.points) == ("share_late", "share-late-in-year", 100)
    assert changed == CreditChanged(
        customer_id="c1", grade="AAA", before=None, total=Decimal(100), graded_on=DAY, valid_until=date(2026, 6, 30)
    )


def test_the_total_is_the_sum_of_points_by_weight():
    score = given().when(assess(known("0.3", "20", "0.2", "0", 5))).events[0]
    assert isinstance(score, ScoreCalculated)
    assert [one.points for one in score.indicators] == [35, 55, 45, 100, 70]
    assert score.total == Decimal("0.3") * 35 + Decimal("0.3") * 55 + Decimal("0.15") * 145 + Decimal("0.1") * 70


def test_a_grade_is_left_only_past_its_edge_and_the_same_again_is_no_news():
    aaa = given().when(assess(known())).events
    assert given(*aaa).when(assess(known())).state.grade == "AAA"
    assert len(given(*aaa).when(assess(known())).events) == 1
    assert next_grade(Decimal(89), "AAA", SHIPPED) == "AAA"
    assert next_grade(Decimal("87.99"), "AAA", SHIPPED) == "AA"
    assert next_grade(Decimal(91), "AA", SHIPPED) == "AA"
    assert next_grade(Decimal(92), "AA", SHIPPED) == "AAA"
    assert next_grade(Decimal(89), None, SHIPPED) == "AA"


def test_the_same_grade_in_the_next_quarter_holds_for_longer():
    aaa = given().when(assess(known())).events
    changed = given(*aaa).when(assess(known(), date(2026, 4, 1))).events[-1]
    assert isinstance(changed, CreditChanged)
    assert (changed.grade, changed.before, changed.valid_until) == ("AAA", "AAA", date(2026, 9, 30))


def test_a_claim_off_the_books_is_the_worst_grade_whatever_the_points_are():
    score, changed = given().when(assess(known(number=0, off=True))).events
    assert isinstance(score, ScoreCalculated)
    assert isinstance(changed, CreditChanged)
    assert (score.hard, changed.grade) == ("derecognised", "C")


def test_of_whom_too_little_is_known_nothing_is_said_and_no_grade_is_given_for_an_earlier_day():
    given().when(assess(known(number=0))).fails(TooLittleKnownError, limit="1", used="0")
    aaa = given().when(assess(known())).events
    given(*aaa).when(assess(known(), date(2026, 2, 9))).fails(GradedLaterError, day="2026-02-10")


def test_a_grade_that_ran_out_is_none_that_is_held():
    aaa = given().when(assess(known())).events
    changed = given(*aaa).when(assess(known("0.06"), date(2027, 1, 5))).events[-1]
    assert isinstance(changed, CreditChanged)
    assert changed.total == Decimal("95.5")


@drawn(st.decimals(0, 100, places=2))
def test_grades_have_neither_gap_nor_overlap(points: Decimal):
    edges = [one.points for one in SHIPPED.grades]
    place = GRADES.index(grade_of(points, SHIPPED.grades))
    assert points >= edges[place]
    assert place == 0 or points < edges[place - 1]


@drawn(st.decimals(0, 1, places=4), st.decimals(0, 1, places=4))
def test_more_that_is_late_never_gives_more_points(one: Decimal, other: Decimal):
    bands = next(each.bands for each in SHIPPED.indicators if each.code == "share_late")
    assert points_of(min(one, other), bands) >= points_of(max(one, other), bands)
    assert all(upper.points > lower.points for upper, lower in pairwise(bands))


def changed_indicator(place: int, **changes: object):
    indicators = list(SHIPPED.indicators)
    indicators[place] = indicators[place].model_copy(update=changes)
    return SHIPPED.model_copy(update={"indicators": tuple(indicators)})


@pytest.mark.parametrize(
    ("scheme", "pointer"),
    [
        (changed_indicator(0, weight=Decimal("0.7")), "/indicators"),
        (changed_indicator(1, weight=Decimal("0.4")), "/indicators"),
        (changed_indicator(1, parent="nobody"), "/indicators/1/parent"),
        (changed_indicator(1, bands=()), "/indicators/1/bands"),
        (changed_indicator(1, bands=SHIPPED.indicators[1].bands[::-1]), "/indicators/1/bands"),
        (changed_indicator(0, measure="settlements"), "/indicators/0/measure"),
        (changed_indicator(1, code="days_late"), "/indicators"),
        (SHIPPED.model_copy(update={"grades": SHIPPED.grades[:-1]}), "/grades"),
    ],
)
def test_a_scheme_with_a_gap_is_refused_where_it_is(scheme, pointer: str):
    laid().when(LayDown(scheme)).fails(InvalidFieldError)
    with pytest.raises(InvalidFieldError) as refused:
        check_scheme(scheme)
    assert str(refused.value).startswith(f"{pointer}: ")


def test_a_scheme_holds_from_its_day_on_and_what_is_said_twice_is_one_fact():
    stricter = SHIPPED.model_copy(update={"from_on": DAY, "margin": Decimal(0)})
    laid().when(LayDown(stricter)).then(stricter)
    laid(stricter).when(LayDown(stricter)).then()
    assert in_force([stricter], DAY) == stricter
    assert in_force([stricter], date(2026, 2, 9)) == SHIPPED
