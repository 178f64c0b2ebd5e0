"""Whose a session is; accounts and sessions page by page, for who looks after them."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, or_, select, update

from services.portal.account.queries import IDLE, digest
from services.portal.account.tables import credentials, sessions
from services.portal.session.schemas import AccountAnswer, SessionAnswer
from services.portal.staff.tables import roles_held, staff
from shared.eventstore.work import Work
from shared.security.tables import members
from shared.security.visibility import visible
from shared.web.routing import PageWanted, page_of

GONE: Final = "left"
NOTED_EVERY: Final = timedelta(minutes=1)
"""How exactly it is known when a session was seen last: a page is not written for."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody whose session lasts, with what every page needs; `roles` are those that count today."""

    session_id: str
    staff_id: str
    unit_id: str
    name: str
    locale: str
    second_factor: bool
    roles: tuple[str, ...]
    seen_at: datetime

    def is_to_be_noted(self, now: datetime) -> bool:
        """Whether the session counts as seen so long ago that it is written down anew."""
        return now - self.seen_at >= NOTED_EVERY


async def visitor_of(work: Work, session: str) -> Visitor | None:
    """Whose the session's text is while it lasts and they work here."""
    session_id, _, secret = session.partition(".")
    now, known, held = work.context.now, sessions.c, roles_held.c
    roles = (
        select(func.coalesce(func.array_agg(held.role), []))
        .where(held.staff_id == known.staff_id, or_(held.until.is_(None), held.until >= work.context.today))
        .scalar_subquery()
    )
    row = await work.row(
        select(known.secret_hash, known.seen_at, staff, roles.label("roles"))
        .join(staff, staff.c.staff_id == known.staff_id)
        .where(
            known.session_id == session_id,
            known.over_at > now,
            known.seen_at > now - IDLE,
            known.staff_id.in_(select(members.c.subject).where(members.c.active)),
        )
    )
    if row is None or not hmac.compare_digest(row["secret_hash"], digest(secret)):
        return None
    private = await work.unseal(f"staff-{row['staff_id']}", row["sealed"])
    return Visitor(
        session_id,
        row["staff_id"],
        row["unit_id"],
        private["name"] or "",
        row["locale"],
        row["second_factor"],
        tuple(row["roles"]),
        row["seen_at"],
    )


async def note_seen(work: Work, session_id: str) -> None:
    """The session counts as seen now."""
    await work.execute(update(sessions).where(sessions.c.session_id == session_id).values(seen_at=work.context.now))


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
    kept, now = sessions.c, work.context.now
    statement = (
        select(kept.session_id, kept.staff_id, kept.started_at, kept.seen_at, kept.over_at)
        .join(staff, staff.c.staff_id == kept.staff_id)
        .where(visible(staff.c.unit_id), kept.over_at > now, kept.seen_at > now - IDLE)
    )
    if staff_id is not None:
        statement = statement.where(kept.staff_id == staff_id)
    return [SessionAnswer(**dict(row)) for row in await page_of(work, statement, [kept.session_id.desc()], page)]
