"""What sign-in asks of its tables."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from services.portal.account.tables import credentials, recovery_codes, second_factors, sessions
from shared.eventstore.work import Work
from shared.security.sealing import derive
from shared.security.tables import members
from shared.settings import platform_settings

IDLE: Final = timedelta(hours=2)


def _login_key() -> bytes:
    return derive(platform_settings().secret.get_secret_value(), "login tokens")


def token_of(login: str) -> bytes:
    """What an account is found by: whoever reads the table learns no login, nor can try out names."""
    return hmac.digest(_login_key(), login.encode(), hashlib.sha256)


async def account(work: Work, login: str) -> Mapping[str, Any] | None:
    """The account of a login, held until the transaction ends: guesses side by side are counted one by one."""
    return await _held(work, credentials.c.login_token == token_of(login))


async def account_of(work: Work, staff_id: str) -> Mapping[str, Any] | None:
    """The account of somebody, held likewise."""
    return await _held(work, credentials.c.staff_id == staff_id)


async def _held(work: Work, which: ColumnElement[bool]) -> Mapping[str, Any] | None:
    row = await work.row(
        select(credentials, members.c.active, members.c.unit_id)
        .join(members, members.c.subject == credentials.c.staff_id)
        .where(which)
        .with_for_update(of=credentials)
    )
    return None if row is None else dict(row)


async def unit_of(work: Work, staff_id: str) -> str:
    """Where somebody works; empty for nobody."""
    return str(await work.value(select(members.c.unit_id).where(members.c.subject == staff_id)) or "")


async def change_account(work: Work, staff_id: str, **values: object) -> None:
    await work.execute(update(credentials).where(credentials.c.staff_id == staff_id).values(**values))


async def open_account(work: Work, staff_id: str, login: str, password_hash: str, *, must_change: bool) -> None:
    await work.execute(
        insert(credentials).values(
            staff_id=staff_id,
            login_token=token_of(login),
            password_hash=password_hash,
            must_change=must_change,
            failures=0,
            changed_at=work.context.now,
        )
    )


async def close_account(work: Work, staff_id: str) -> None:
    """Takes the account away: its login is free again, and nothing here leads to whose it was."""
    for table in (credentials, second_factors, recovery_codes):
        await work.execute(delete(table).where(table.c.staff_id == staff_id))


def digest(secret: str) -> bytes:
    """A session's secret as it is kept; it has 256 random bits, so a plain hash gives nothing away."""
    return hashlib.sha256(secret.encode()).digest()


async def start_session(work: Work, session_id: str, secret: str, staff_id: str, over_at: datetime) -> None:
    now = work.context.now
    await work.execute(
        insert(sessions).values(
            session_id=session_id,
            secret_hash=digest(secret),
            staff_id=staff_id,
            started_at=now,
            seen_at=now,
            over_at=over_at,
        )
    )


async def staff_of_session(work: Work, session: str) -> tuple[str, str] | None:
    """Session id and staff of a session's text while it lasts; it counts as seen now."""
    session_id, _, secret = session.partition(".")
    now = work.context.now
    row = await work.row(
        update(sessions)
        .where(
            sessions.c.session_id == session_id,
            sessions.c.over_at > now,
            sessions.c.seen_at > now - IDLE,
            sessions.c.staff_id.in_(select(members.c.subject).where(members.c.active)),
        )
        .values(seen_at=now)
        .returning(sessions.c.staff_id, sessions.c.secret_hash)
    )
    if row is None or not hmac.compare_digest(row["secret_hash"], digest(secret)):
        return None
    return session_id, row["staff_id"]


async def end_sessions(work: Work, staff_id: str, only: str | None = None) -> list[str]:
    """Takes away somebody's sessions, or one; gives the ids of those that were open."""
    statement = delete(sessions).where(sessions.c.staff_id == staff_id).returning(sessions.c.session_id)
    if only is not None:
        statement = statement.where(sessions.c.session_id == only)
    return sorted(row["session_id"] for row in await work.rows(statement))


async def forget_sessions(work: Work) -> None:
    """Takes away sessions that ended by themselves."""
    now = work.context.now
    await work.execute(delete(sessions).where(or_(sessions.c.over_at < now, sessions.c.seen_at < now - IDLE)))
