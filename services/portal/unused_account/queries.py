"""Which accounts nobody signs in with."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, cast, func, select

from services.portal.account.tables import credentials
from services.portal.staff.state import Stage
from services.portal.staff.tables import staff
from shared.eventstore.work import Work


def _last_used() -> ColumnElement[Any]:
    return func.coalesce(credentials.c.used_at, credentials.c.changed_at)


def _unused(before: datetime, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .join_from(credentials, staff, staff.c.staff_id == credentials.c.staff_id)
        .where(_last_used() < before, staff.c.stage == Stage.ACTIVE.value)
    )


async def not_reported(work: Work, before: datetime, most: int) -> list[tuple[str, date]]:
    """Accounts last used before then that were not reported since, with the day (UTC) of their last use."""
    day = cast(func.timezone("UTC", _last_used()), Date)
    fresh = staff.c.unused_since.is_distinct_from(day)
    rows = await work.rows(
        _unused(before, credentials.c.staff_id, day.label("since")).where(fresh).order_by("since").limit(most)
    )
    return [(row["staff_id"], row["since"]) for row in rows]


async def how_many(work: Work, before: datetime) -> int:
    """Accounts last used before then, of those who work here."""
    return int(await work.value(_unused(before, func.count())))
