"""The portal's own copy of calendars, as every service that counts working days keeps one."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Executable

from services.portal.calendar.events import CalendarPublished, CalendarWithdrawn
from shared.calendars import folding
from shared.calendars.tables import calendar_days, calendars
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection: Final = Projection("calendars", tables=[calendars, calendar_days])


@projection.on(CalendarPublished)
def publish(r: Recorded[CalendarPublished]) -> Iterable[Executable]:
    told = r.event
    days = [(one.day, one.working, one.name) for one in told.days]
    return folding.calendar_published(told.unit_id, told.country, told.years, told.replaced, days)


@projection.on(CalendarWithdrawn)
def withdraw(r: Recorded[CalendarWithdrawn]) -> Iterable[Executable]:
    return folding.calendar_withdrawn(r.event.unit_id)
