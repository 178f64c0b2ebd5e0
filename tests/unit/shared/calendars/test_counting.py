from datetime import date

from shared.calendars.queries import Counting, provisional_from
from shared.values.calendar import CalendarRow

NATIONAL_DAY = date(2035, 10, 1)
MAKE_UP = date(2035, 9, 29)


def test_a_published_year_is_the_week_with_its_rows_and_final():
    counting = Counting("u", "CN", (2035,), (CalendarRow(MAKE_UP, True, "调休"), CalendarRow(NATIONAL_DAY, False)))
    calendar = counting.calendar
    assert calendar.is_working_day(MAKE_UP)
    assert not calendar.is_working_day(NATIONAL_DAY)
    assert [calendar.day(date(2035, 10, day)).provisional for day in (1, 2, 6)] == [False, False, False]
    assert calendar.is_working_day(date(2035, 10, 2))


def test_a_year_that_nobody_published_is_provisional():
    day = Counting("u", "CN", (2035,)).calendar.day(date(2036, 10, 1))
    assert (day.working, day.provisional) == (False, True)
    assert provisional_from(Counting("u", "CN", (2035,)), date(2035, 5, 1)) == date(2036, 1, 1)
    assert provisional_from(Counting(), date(2036, 5, 1)) == date(2036, 5, 1)


def test_other_countries_have_their_public_holidays_provisionally_and_unknown_ones_weekends():
    german = Counting("u", "DE").calendar.day(date(2026, 10, 3))
    unity = Counting("u", "DE").calendar.day(date(2028, 10, 3))
    assert (unity.working, unity.provisional, bool(unity.name)) == (False, True, True)
    assert german.provisional
    nowhere = Counting("u", "XX").calendar
    assert (nowhere.is_working_day(date(2028, 10, 3)), nowhere.is_working_day(date(2028, 10, 1))) == (True, False)
