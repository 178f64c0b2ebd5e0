"""Signing in and out."""

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from services.portal.account import passwords, queries
from services.portal.account.journal import note_done, note_sign_in
from services.portal.account.proving import Proven, prove_by_login, proven_before
from services.portal.second_factor.errors import SecondFactorMissingError, SecondFactorNeededError
from services.portal.second_factor.handlers import check_code
from services.portal.second_factor.policy import is_required
from services.portal.second_factor.queries import has_factor
from services.portal.session.errors import PasswordChangeNeededError, SessionOverError
from services.portal.staff.aggregate import STAFF
from services.portal.staff.handlers import end_sessions
from services.portal.staff.state import Stage
from shared.eventstore.work import Work
from shared.settings import SecondFactorPolicy
from shared.values.errors import DomainError, NotPossibleNowError
from shared.values.ids import new_id

LASTS: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session's text, shown once, and whose it is."""

    session: str
    staff_id: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The password was shown; `error` says what is still asked, of the account that has this mark."""

    error: DomainError
    staff_id: str
    mark: str


Outcome = SignedIn | Waiting | DomainError
"""What came of a sign-in: returned and not raised, since the failure that it counts is to be kept."""


async def sign_in(
    work: Work,
    login: str,
    password: str,
    address: str,
    policy: SecondFactorPolicy,
    new_password: str | None = None,
    code: str | None = None,
) -> Outcome:
    """A session for a login with its password, and with the code of the second factor where there is one."""
    account = await prove_by_login(work, login, password, address)
    if isinstance(account, DomainError):
        return account
    if account.must_change and new_password is None:
        await account.say(work, "change_needed")
        return PasswordChangeNeededError(second_factor=await has_factor(work, account.staff_id))
    refused = await _ask_code(work, account, code)
    if refused is not None:
        return refused
    if new_password is not None:
        account = await _change_password(work, account, login, password, new_password)
    return await _let_in(work, account, policy)


async def sign_in_with_code(
    work: Work, staff_id: str, mark: str, code: str, address: str, policy: SecondFactorPolicy
) -> Outcome:
    """The second step of somebody whose password was shown a moment ago."""
    account = await proven_before(work, staff_id, mark, address)
    if isinstance(account, DomainError):
        return account
    refused = await _ask_code(work, account, code)
    return refused if refused is not None else await _let_in(work, account, policy)


async def open_session(work: Work, account: Proven) -> SignedIn:
    """Signs in who has shown all that was asked."""
    now = work.context.now
    await queries.change_account(work, account.staff_id, failures=0, locked_until=None, used_at=now)
    await account.say(work, "signed_in")
    await queries.forget_sessions(work)
    session_id, secret = new_id(), secrets.token_urlsafe(32)
    await queries.start_session(work, session_id, secret, account.staff_id, now + LASTS)
    return SignedIn(f"{session_id}.{secret}", account.staff_id)


async def _ask_code(work: Work, account: Proven, code: str | None) -> DomainError | Waiting | None:
    if not await has_factor(work, account.staff_id):
        return None
    if code:
        return await check_code(work, account, code)
    await account.say(work, "code_needed")
    return Waiting(SecondFactorNeededError(), account.staff_id, account.mark)


async def _let_in(work: Work, account: Proven, policy: SecondFactorPolicy) -> SignedIn | Waiting:
    missing = await is_required(work, account.staff_id, policy) and not await has_factor(work, account.staff_id)
    if not missing:
        return await open_session(work, account)
    await account.say(work, "second_factor_missing")
    return Waiting(SecondFactorMissingError(), account.staff_id, account.mark)


async def _change_password(work: Work, account: Proven, login: str, old: str, new: str) -> Proven:
    passwords.check_strength(new, login, "/new_password")
    if new == old:
        raise passwords.WeakPasswordError(pointer="/new_password")
    kept, now = await passwords.hashed(new), work.context.now
    await queries.change_account(work, account.staff_id, password_hash=kept, must_change=False, changed_at=now)
    await account.say(work, "password_changed")
    return replace(account, password_hash=kept, must_change=False)


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
