"""Signing in and out."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from services.portal.account import passwords, queries
from services.portal.account.journal import note_done, note_sign_in
from services.portal.session.errors import PasswordChangeNeededError, SessionOverError, SignInRefusedError
from services.portal.staff.aggregate import STAFF, Stage
from services.portal.staff.handlers import end_sessions
from shared.eventstore.work import Work
from shared.values.errors import DomainError, NotPossibleNowError
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
        await note_sign_in(work, "unknown", login=login, address=address)
        return SignInRefusedError()
    staff_id = str(account["staff_id"])
    said = partial(note_sign_in, work, staff_id=staff_id, unit=account["unit_id"], address=address)
    locked = account["locked_until"] is not None and account["locked_until"] > now
    if locked or not account["active"]:
        await said("locked" if locked else "inactive")
        return SignInRefusedError()
    if not fits:
        failures = account["failures"] + 1
        over = failures >= MOST_FAILURES
        await queries.change_account(
            work, staff_id, failures=0 if over else failures, locked_until=now + LOCKED_FOR if over else None
        )
        await said("locked_out" if over else "refused")
        return SignInRefusedError()
    if new_password is not None:
        await _change_password(work, staff_id, login, password, new_password)
        await said("password_changed")
    elif account["must_change"]:
        await said("change_needed")
        return PasswordChangeNeededError()
    await queries.change_account(work, staff_id, failures=0, locked_until=None, used_at=now)
    await said("signed_in")
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
    unit = await queries.unit_of(work, staff_id)
    await note_sign_in(work, "signed_out_everywhere" if everywhere else "signed_out", staff_id=staff_id, unit=unit)
    await end_sessions(work, staff_id, None if everywhere else session_id)


async def reset_password(work: Work, staff_id: str, made: str) -> None:
    """Puts a one-time password in the place of the old one; locked or not, every session ends."""
    somebody = await work.load(STAFF, staff_id, must_exist=True)
    if somebody.state.stage is Stage.LEFT:
        raise NotPossibleNowError(somebody.state.stage, reset_password)
    await queries.change_account(
        work,
        staff_id,
        password_hash=await passwords.hashed(made),
        must_change=True,
        failures=0,
        locked_until=None,
        changed_at=work.context.now,
    )
    await note_done(work, "password_reset", staff_id, somebody.unit)
    await end_sessions(work, staff_id)


async def sign_out_of(work: Work, staff_id: str, session_id: str | None) -> None:
    """Ends one session of somebody, or all."""
    somebody = await work.load(STAFF, staff_id, must_exist=True)
    await note_done(work, "signed_out_by_another", staff_id, somebody.unit)
    await end_sessions(work, staff_id, session_id)
