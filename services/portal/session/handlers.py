"""Signing in and out."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from services.portal.account import passwords, queries
from services.portal.session.errors import PasswordChangeNeededError, SessionOverError, SignInRefusedError
from services.portal.staff.handlers import end_sessions
from shared.eventstore.work import Work
from shared.values.errors import DomainError
from shared.values.ids import new_id

MOST_FAILURES: Final = 5
LOCKED_FOR: Final = timedelta(minutes=15)
LASTS: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session's text, shown once, and whose it is."""

    session: str
    staff_id: str


async def sign_in(
    work: Work, login: str, password: str, new_password: str | None, address: str
) -> SignedIn | DomainError:
    """A session, or the refusal: returned and not raised, since the failure that it counts is to be kept."""
    now = work.context.now
    account = await queries.account(work, login)
    kept = account["password_hash"] if account else None
    fits = await passwords.fits(password, kept)
    if account is None:
        await queries.note_sign_in(work, None, address, "unknown")
        return SignInRefusedError()
    staff_id = str(account["staff_id"])
    locked = account["locked_until"] is not None and account["locked_until"] > now
    if locked or not account["active"]:
        await queries.note_sign_in(work, staff_id, address, "locked" if locked else "inactive")
        return SignInRefusedError()
    if not fits:
        failures = account["failures"] + 1
        over = failures >= MOST_FAILURES
        await queries.change_account(
            work, staff_id, failures=0 if over else failures, locked_until=now + LOCKED_FOR if over else None
        )
        await queries.note_sign_in(work, staff_id, address, "refused")
        return SignInRefusedError()
    if new_password is not None:
        await _change_password(work, staff_id, login, password, new_password)
    elif account["must_change"]:
        await queries.note_sign_in(work, staff_id, address, "change needed")
        return PasswordChangeNeededError()
    await queries.change_account(work, staff_id, failures=0, locked_until=None)
    await queries.note_sign_in(work, staff_id, address, "signed in")
    await queries.forget_sessions(work)
    session_id, secret = new_id(), secrets.token_urlsafe(32)
    await queries.start_session(work, session_id, secret, staff_id, now + LASTS)
    return SignedIn(f"{session_id}.{secret}", staff_id)


async def _change_password(work: Work, staff_id: str, login: str, old: str, new: str) -> None:
    passwords.check_strength(new, login, "/new_password")
    if new == old:
        raise passwords.WeakPasswordError(pointer="/new_password")
    await queries.change_account(
        work,
        staff_id,
        password_hash=await passwords.hashed(new),
        must_change=False,
        changed_at=work.context.now,
    )


async def sign_out(work: Work, session: str, *, everywhere: bool) -> None:
    """Ends the session, or all of whoever has it. One that is over stays over; but whose the others are it can't say
    any more: `SessionOverError`.
    """
    known = await queries.staff_of_session(work, session)
    if known is None:
        if everywhere:
            raise SessionOverError
        return
    session_id, staff_id = known
    await end_sessions(work, staff_id, None if everywhere else session_id)
