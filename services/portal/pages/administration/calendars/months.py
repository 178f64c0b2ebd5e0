"""A year as twelve months of weeks, each day with what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from services.portal.pages.administration.calendars.seen import Day

SATURDAY = 5
Look = Literal["worked", "free", "holiday", "make-up"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a month, and how it looks: a holiday is a weekday not worked, a make-up day a weekend worked."""

    day: Day
    look: Look


@dataclass(frozen=True, slots=True)
class Month:
    """The first day, and weeks of seven places from Monday; None where another month has the place."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]


def months(days: Sequence[Day]) -> list[Month]:
    """The months of days that follow one another and begin and end with a month."""
    return [_month(list(of_month)) for _, of_month in groupby(days, key=lambda one: (one.day.year, one.day.month))]


def _month(days: Sequence[Day]) -> Month:
    places: list[Cell | None] = [None] * days[0].day.weekday()
    places += [Cell(day, _look(day)) for day in days]
    places += [None] * (-len(places) % 7)
    return Month(days[0].day, tuple(tuple(places[at : at + 7]) for at in range(0, len(places), 7)))


def _look(day: Day) -> Look:
    weekend = day.day.weekday() >= SATURDAY
    if day.working:
        return "make-up" if weekend else "worked"
    return "free" if weekend and not day.name else "holiday"
