"""Accounts and sessions page by page, for who looks after them."""

from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from services.portal.account.tables import credentials, sessions
from services.portal.session.schemas import AccountAnswer, SessionAnswer
from services.portal.staff.tables import staff
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.web.routing import PageWanted, page_of

GONE: Final = "left"


async def account_page(work: Work, page: PageWanted, unused_since: datetime | None) -> list[AccountAnswer]:
    """Accounts by staff id; with `unused_since` those that nobody signed in with since then, nor got a password for."""
    kept = credentials.c
    statement = (
        select(
            kept.staff_id,
            staff.c.unit_id,
            kept.used_at,
            kept.changed_at,
            kept.locked_until,
            kept.must_change,
            staff.c.second_factor,
        )
        .join(staff, staff.c.staff_id == kept.staff_id)
        .where(visible(staff.c.unit_id), staff.c.stage != GONE)
    )
    if unused_since is not None:
        statement = statement.where(func.coalesce(kept.used_at, kept.changed_at) < unused_since)
    return [AccountAnswer(**dict(row)) for row in await page_of(work, statement, [kept.staff_id], page)]


async def session_page(work: Work, page: PageWanted, staff_id: str | None) -> list[SessionAnswer]:
    """Open sessions, the newest first: an id tells when it was made."""
    kept = sessions.c
    statement = (
        select(kept.session_id, kept.staff_id, kept.started_at, kept.seen_at, kept.over_at)
        .join(staff, staff.c.staff_id == kept.staff_id)
        .where(visible(staff.c.unit_id), kept.over_at > work.context.now)
    )
    if staff_id is not None:
        statement = statement.where(kept.staff_id == staff_id)
    return [SessionAnswer(**dict(row)) for row in await page_of(work, statement, [kept.session_id.desc()], page)]
