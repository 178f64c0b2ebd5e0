from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.values.calendar import NINE_TO_SIX, BusinessCalendar, CalendarError, CalendarRow, Pause, Span
from shared.values.holiday import published_years, weekend_rule

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 3, 2)
TEN_TO_SIX = BusinessCalendar(hours=(Span(time(10), time(18)),))
CHINA = BusinessCalendar()
PLAIN = BusinessCalendar(rule=weekend_rule)

moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
durations = st.timedeltas(timedelta(), timedelta(days=20))
pauses = st.lists(st.tuples(moments, st.timedeltas(timedelta(), timedelta(days=9))), max_size=5).map(
    lambda pairs: [Pause(since, since + lasts) for since, lasts in pairs]
)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 2, 17), False),
        (date(2026, 2, 14), True),
        (date(2026, 2, 28), True),
        (date(2026, 3, 1), False),
        (date(2026, 3, 2), True),
        (date(2026, 10, 10), True),
        (date(2025, 9, 28), True),
        (date(2024, 5, 11), True),
        (date(2024, 5, 1), False),
    ],
)
def test_published_holidays_rest_and_weekends_that_make_up_for_them_are_worked(day, working):
    assert CHINA.is_working_day(day) is working
    assert not CHINA.day(day).provisional


def test_a_holiday_has_its_name():
    assert CHINA.day(date(2026, 2, 17)).name == "Spring Festival"


def test_days_after_the_published_years_are_provisional():
    year = published_years()[-1] + 1
    assert CHINA.day(date(year, 10, 1)).provisional
    assert not CHINA.is_working_day(date(year, 10, 1))
    assert CHINA.day(date(year, 11, 10)).provisional


def test_an_imported_row_overrides_the_rule_and_is_final():
    year = published_years()[-1] + 1
    calendar = CHINA.with_rows([CalendarRow(date(year, 10, 1), working=True, name="notice")])
    assert calendar.day(date(year, 10, 1)).working
    assert not calendar.day(date(year, 10, 1)).provisional
    assert not CHINA.is_working_day(date(year, 10, 1))


def test_an_imported_row_may_bring_its_own_hours():
    calendar = TEN_TO_SIX.with_rows([CalendarRow(MONDAY, working=True, hours=(Span(time(10), time(12)),))])
    assert calendar.add_working_time(at(11), hours(2)) == at(11, 0, date(2026, 3, 3))


def test_working_days_are_counted_without_the_first():
    assert PLAIN.next_working_day(date(2026, 3, 6)) == date(2026, 3, 9)
    assert PLAIN.add_working_days(MONDAY, 5) == date(2026, 3, 9)
    assert PLAIN.add_working_days(date(2026, 3, 9), -5) == MONDAY
    assert PLAIN.add_working_days(date(2026, 3, 7), 0) == date(2026, 3, 9)
    assert PLAIN.working_day_on_or_after(MONDAY) == MONDAY
    assert CHINA.next_working_day(date(2026, 2, 14)) == date(2026, 2, 24)


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(1, 300))
def test_counting_days_undoes_adding_them(day, count):
    assert CHINA.working_days_between(day, CHINA.add_working_days(day, count)) == count
    assert CHINA.working_days_between(CHINA.add_working_days(day, count), day) == -count


def test_a_pause_before_opening_moves_nothing():
    pause = Pause(at(4, 15), at(5))
    assert TEN_TO_SIX.due(at(4), hours(6), [pause]) == at(16)
    assert TEN_TO_SIX.due(at(4), hours(6)) == at(16)


@pytest.mark.parametrize(
    ("opened", "allowed", "due"),
    [
        (at(12), hours(4), at(16)),
        (at(12), hours(6), at(18)),
        (at(14), hours(4), at(18)),
        (at(14), hours(6), at(12, 0, date(2026, 3, 3))),
    ],
)
def test_time_that_ends_with_the_day_is_due_at_closing(opened, allowed, due):
    assert TEN_TO_SIX.add_working_time(opened, allowed) == due
    assert TEN_TO_SIX.due(opened, allowed) == due


def test_a_pause_in_working_hours_moves_the_due_time_by_as_much():
    assert TEN_TO_SIX.due(at(10), hours(4), [Pause(at(11), at(12, 30))]) == at(15, 30)
    assert TEN_TO_SIX.due(at(10), hours(4), [Pause(at(11), at(12)), Pause(at(11, 30), at(12, 30))]) == at(15, 30)
    assert TEN_TO_SIX.due(at(10), hours(4), [Pause(at(17), at(18))]) == at(14)


def test_an_open_pause_holds_what_is_not_due_yet():
    assert TEN_TO_SIX.due(at(10), hours(4), [Pause(at(11))]) is None
    assert TEN_TO_SIX.due(at(10), hours(1), [Pause(at(11))]) == at(11)


def test_friday_evening_runs_on_over_the_weekend():
    assert TEN_TO_SIX.add_working_time(at(17, 0, date(2026, 3, 6)), hours(2)) == at(11, 0, date(2026, 3, 9))


def test_lunch_does_not_count():
    assert PLAIN.add_working_time(at(11), hours(2)) == at(14)
    assert PLAIN.working_time_between(at(8), at(20)) == hours(8)
    assert PLAIN.working_time_between(at(20), at(8)) == hours(-8)


def test_elapsed_time_leaves_out_pauses_and_open_ones():
    assert TEN_TO_SIX.elapsed(at(10), at(15), [Pause(at(11), at(12)), Pause(at(14))]) == hours(3)
    assert TEN_TO_SIX.elapsed(at(10), at(15), [Pause(at(16), at(17))]) == hours(5)


@given(moments, durations)
def test_the_time_until_due_is_the_time_allowed(start, allowed):
    due = CHINA.add_working_time(start, allowed)
    assert CHINA.working_time_between(start, due) == allowed
    assert due.tzinfo is UTC


@given(moments, durations, pauses)
def test_when_due_exactly_the_allowed_time_has_elapsed(start, allowed, waited):
    due = CHINA.due(start, allowed, waited)
    assert due is not None
    assert CHINA.elapsed(start, due, waited) == allowed
    assert due >= CHINA.add_working_time(start, allowed)


@given(moments, durations, durations)
def test_adding_in_two_steps_adds_the_same_working_time(start, first, second):
    there = CHINA.add_working_time(CHINA.add_working_time(start, first), second)
    assert CHINA.working_time_between(start, there) == first + second


def test_hours_follow_the_wall_clock_through_a_change_to_summer_time():
    madrid = ZoneInfo("Europe/Madrid")
    around = BusinessCalendar(hours=(Span(time(0), time(0)),), zone=madrid, rule=weekend_rule).with_rows(
        [CalendarRow(date(2026, 3, 29), working=True)]
    )
    start = datetime(2026, 3, 29, tzinfo=madrid)
    assert around.working_time_between(start, datetime(2026, 3, 30, tzinfo=madrid)) == hours(23)


def test_a_calendar_without_working_days_is_refused_instead_of_searched_for_ever():
    never = BusinessCalendar(rule=lambda day: weekend_rule(date(2026, 3, 1)))
    with pytest.raises(CalendarError):
        never.next_working_day(MONDAY)
    with pytest.raises(CalendarError):
        never.add_working_time(at(10), hours(1))


@pytest.mark.parametrize(
    "spans",
    [
        (),
        (Span(time(13), time(18)), Span(time(9), time(12))),
        (Span(time(9), time(12)), Span(time(11), time(18))),
        (Span(time(9), time(0)), Span(time(10), time(11))),
    ],
)
def test_hours_that_overlap_or_are_missing_are_refused(spans):
    with pytest.raises(CalendarError):
        BusinessCalendar(hours=spans)


def test_spans_and_pauses_run_forward():
    with pytest.raises(CalendarError):
        Span(time(12), time(9))
    with pytest.raises(CalendarError):
        Pause(at(12), at(9))
    with pytest.raises(CalendarError):
        CHINA.add_working_time(at(9), hours(-1))
    assert len(NINE_TO_SIX) == 2
