"""The calendar of a unit: published year by year, withdrawn."""

from dataclasses import dataclass, field
from typing import Final

from services.portal.calendar.events import CalendarPublished, CalendarWithdrawn, Day
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is published, by year; nothing where there is no calendar."""

    country: str = ""
    days: dict[int, tuple[Day, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublishCalendar:
    """Makes these the days of their years."""

    unit_id: str
    country: str
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class WithdrawCalendar:
    unit_id: str


Command = PublishCalendar | WithdrawCalendar


def decide(calendar: Calendar, command: Command) -> list[Event]:
    """The same days again are no event."""
    match command:
        case PublishCalendar(unit_id, country, days):
            told = _by_year(days)
            if calendar.country == country and all(calendar.days.get(year) == rows for year, rows in told.items()):
                return []
            return [
                CalendarPublished(
                    unit_id=unit_id,
                    country=country,
                    years=sorted({*calendar.days, *told}),
                    replaced=sorted(told),
                    days=[day for year in sorted(told) for day in told[year]],
                )
            ]
        case WithdrawCalendar(unit_id):
            if not calendar.country:
                raise NotFoundError
            return [CalendarWithdrawn(unit_id=unit_id)]


def evolve(calendar: Calendar, event: Event) -> Calendar:
    """The calendar after an event of its stream."""
    match event:
        case CalendarPublished():
            kept = {year: days for year, days in calendar.days.items() if year not in event.replaced}
            return Calendar(event.country, {**kept, **_by_year(event.days)})
        case CalendarWithdrawn():
            return Calendar()
        case _:
            return calendar


def _by_year(days: tuple[Day, ...] | list[Day]) -> dict[int, tuple[Day, ...]]:
    found: dict[int, list[Day]] = {}
    for one in sorted(days, key=lambda one: one.day):
        found.setdefault(one.day.year, []).append(one)
    return {year: tuple(rows) for year, rows in found.items()}


CALENDAR: Final = Aggregate("calendar", Calendar(), evolve)
