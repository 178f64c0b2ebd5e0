"""Working days and working hours: what is due when, if only business time counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from shared.values.clock import INSTALLATION_ZONE, utc
from shared.values.holiday import CalendarDay, DayRule, chinese_public_day

DAY: Final = timedelta(days=1)
MOST_IDLE_DAYS: Final = 400
NEVER: Final = datetime.max.replace(tzinfo=UTC)


class CalendarError(ValueError):
    """The calendar makes no sense: spans that overlap, or no working day within a year."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Part of a day, from `start` until just before `end`; an `end` of 00:00 is the end of the day."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.end != time(0) and self.end <= self.start:
            raise CalendarError("a span of hours ends after it starts, on the same day")

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The two instants, in UTC, between which the span lies on a day in `zone`."""
        last = day + DAY if self.end == time(0) else day
        return (
            datetime.combine(day, self.start, zone).astimezone(UTC),
            datetime.combine(last, self.end, zone).astimezone(UTC),
        )


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One imported row: whether a date is worked after all, and its own hours if they differ."""

    day: date
    working: bool
    name: str = ""
    hours: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count, such as waiting for the customer; `until` is None while it lasts."""

    since: datetime
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise CalendarError("a pause ends after it begins")


NINE_TO_SIX: Final = (Span(time(9), time(12)), Span(time(13), time(18)))


@dataclass(frozen=True)
class BusinessCalendar:
    """Working days by a rule and imported rows that override it, and the working hours of a day in a zone.

    Durations are of business time alone. Instants taken are aware, instants given are UTC.
    """

    hours: tuple[Span, ...] = NINE_TO_SIX
    zone: ZoneInfo = INSTALLATION_ZONE
    rule: DayRule = chinese_public_day
    overrides: Mapping[date, CalendarRow] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        for spans in (self.hours, *(row.hours for row in self.overrides.values())):
            _check_order(spans)
        if not self.hours:
            raise CalendarError("a working day has hours")

    def with_rows(self, rows: Iterable[CalendarRow]) -> "BusinessCalendar":
        """The same calendar with imported rows; a later row for a date replaces an earlier one."""
        merged = {**self.overrides, **{row.day: row for row in rows}}
        return BusinessCalendar(self.hours, self.zone, self.rule, MappingProxyType(merged))

    def day(self, day: date) -> CalendarDay:
        """What is known of a date; an imported row is final."""
        row = self.overrides.get(day)
        return CalendarDay(day, row.working, row.name) if row else self.rule(day)

    def is_working_day(self, day: date) -> bool:
        """Whether the date is worked."""
        return self.day(day).working

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.add_working_days(day, 1)

    def working_day_on_or_after(self, day: date) -> date:
        """`day` itself if it is worked, else the next working day."""
        return day if self.is_working_day(day) else self.next_working_day(day)

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it when negative); `day` itself never counts.

        With a count of 0 it is `day` or, if that is not worked, the next working day.
        """
        if not count:
            return self.working_day_on_or_after(day)
        step = DAY if count > 0 else -DAY
        left, idle = abs(count), 0
        while left:
            day += step
            worked = self.is_working_day(day)
            left -= worked
            idle = self._still_idle(idle, worked=worked)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; negative when `end` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working_day(start + DAY * n) for n in range(1, (end - start).days + 1))

    def spans_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working spans in order, cut to lie after `start`, without end; raises `CalendarError` if none ever comes."""
        start, idle = utc(start), 0
        day = start.astimezone(self.zone).date()
        while True:
            for opens, closes in self._spans_on(day):
                if closes > start:
                    yield max(opens, start), closes
            idle = self._still_idle(idle, worked=self.is_working_day(day))
            day += DAY

    def add_working_time(self, start: datetime, duration: timedelta) -> datetime:
        """The instant at which `duration` of working time after `start` has passed; `start` itself when it is zero.

        Time that ends with the day is due at closing, not at the next opening.
        """
        if duration < timedelta():
            raise CalendarError("working time to add is not negative")
        if not duration:
            return utc(start)
        for opens, closes in self.spans_from(start):
            if duration <= closes - opens:
                return opens + duration
            duration -= closes - opens
        raise CalendarError("no working time follows")

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` until `end`; negative when `end` is earlier."""
        start, end = utc(start), utc(end)
        if end < start:
            return -self.working_time_between(end, start)
        total = timedelta()
        day, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        while day <= last:
            for opens, closes in self._spans_on(day):
                total += max(timedelta(), min(closes, end) - max(opens, start))
            day += DAY
        return total

    def elapsed(self, start: datetime, now: datetime, pauses: Sequence[Pause] = ()) -> timedelta:
        """The working time from `start` until `now` that lies in no pause."""
        start, now = utc(start), utc(now)
        counted = self.working_time_between(start, now)
        for since, until in _merged(pauses, start):
            if since < now:
                counted -= self.working_time_between(since, min(until, now))
        return counted

    def due(self, start: datetime, duration: timedelta, pauses: Sequence[Pause] = ()) -> datetime | None:
        """When `duration` of working time outside pauses has passed since `start`; None while an open pause holds it.

        A pause outside working hours therefore moves nothing.
        """
        at, left = utc(start), duration
        for since, until in _merged(pauses, at):
            available = self.working_time_between(at, since)
            if available >= left:
                break
            if until == NEVER:
                return None
            left -= available
            at = until
        return self.add_working_time(at, left)

    def _spans_on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if self.is_working_day(day):
            row = self.overrides.get(day)
            for span in (row and row.hours) or self.hours:
                yield span.on(day, self.zone)

    @staticmethod
    def _still_idle(idle: int, *, worked: bool) -> int:
        if idle > MOST_IDLE_DAYS:
            raise CalendarError("the calendar has no working day within a year")
        return 0 if worked else idle + 1


def _check_order(spans: Sequence[Span]) -> None:
    for earlier, later in pairwise(spans):
        if earlier.end == time(0) or later.start < earlier.end:
            raise CalendarError("spans of hours follow each other without overlap")


def _merged(pauses: Sequence[Pause], start: datetime) -> list[tuple[datetime, datetime]]:
    """Pauses after `start` in order, overlapping ones joined; an open one lasts until `NEVER`."""
    joined: list[tuple[datetime, datetime]] = []
    for pause in sorted(pauses, key=lambda pause: utc(pause.since)):
        since = max(utc(pause.since), start)
        until = NEVER if pause.until is None else utc(pause.until)
        if until <= since:
            continue
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        else:
            joined.append((since, until))
    return joined
