"""What a service that counts working days does with the portal's calendars: keeps its own copy."""

from datetime import date
from typing import Final

from shared.calendars import folding
from shared.eventstore.work import Work
from shared.messaging.consumer import Consumer, Received, Seen

calendar_consumer: Final = Consumer("calendars")


class DaySeen(Seen):
    day: date
    working: bool
    name: str


class CalendarSeen(Seen):
    unit_id: str
    country: str
    years: list[int]
    replaced: list[int]
    days: list[DaySeen]


class CalendarGoneSeen(Seen):
    unit_id: str


@calendar_consumer.on("portal", "portal.calendar_published.v1", CalendarSeen)
async def fold_calendar(work: Work, record: Received[CalendarSeen]) -> None:
    seen = record.data
    days = [(one.day, one.working, one.name) for one in seen.days]
    await work.execute_all(
        list(folding.calendar_published(seen.unit_id, seen.country, seen.years, seen.replaced, days))
    )


@calendar_consumer.on("portal", "portal.calendar_withdrawn.v1", CalendarGoneSeen)
async def fold_withdrawal(work: Work, record: Received[CalendarGoneSeen]) -> None:
    await work.execute_all(list(folding.calendar_withdrawn(record.data.unit_id)))
