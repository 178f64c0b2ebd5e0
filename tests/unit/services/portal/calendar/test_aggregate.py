from dataclasses import replace
from datetime import date

from services.portal.calendar.aggregate import CALENDAR, PublishCalendar, WithdrawCalendar, decide
from services.portal.calendar.events import CalendarPublished, CalendarWithdrawn, Day
from shared.testing.given import specification
from shared.values.errors import NotFoundError

given = specification(CALENDAR, decide)
NEW_YEAR = Day(day=date(2027, 1, 1), working=False, name="元旦")
MAKE_UP = Day(day=date(2027, 1, 9), working=True, name="调休")
NEXT = Day(day=date(2028, 1, 3), working=False, name="元旦")
PUBLISH = PublishCalendar("u", "CN", (MAKE_UP, NEW_YEAR))


def published(*days: Day, years: list[int], replaced: list[int]) -> CalendarPublished:
    return CalendarPublished(unit_id="u", country="CN", years=years, replaced=replaced, days=list(days))


FIRST = published(NEW_YEAR, MAKE_UP, years=[2027], replaced=[2027])


def test_days_are_published_in_order_and_the_same_again_are_no_event():
    given().when(PUBLISH).then(FIRST)
    given(FIRST).when(PUBLISH).then()
    given(FIRST).when(replace(PUBLISH, country="SG")).then(FIRST.model_copy(update={"country": "SG"}))


def test_a_year_takes_the_place_of_itself_and_of_no_other():
    both = replace(PUBLISH, days=(NEXT,))
    second = published(NEXT, years=[2027, 2028], replaced=[2028])
    given(FIRST).when(both).then(second)
    fewer = replace(PUBLISH, days=(NEW_YEAR,))
    outcome = given(FIRST, second).when(fewer)
    outcome.then(published(NEW_YEAR, years=[2027, 2028], replaced=[2027]))
    assert outcome.state.days == {2027: (NEW_YEAR,), 2028: (NEXT,)}


def test_a_calendar_is_withdrawn_once():
    gone = CalendarWithdrawn(unit_id="u")
    given(FIRST).when(WithdrawCalendar("u")).then(gone)
    given(FIRST, gone).when(WithdrawCalendar("u")).fails(NotFoundError)
    given().when(WithdrawCalendar("u")).fails(NotFoundError)
    given(FIRST, gone).when(PUBLISH).then(FIRST)
