"""Proving who one is: by the password, with every failure counted and noted; five in a row lock the account."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from services.portal.account import passwords, queries
from services.portal.account.errors import SignInRefusedError
from services.portal.account.journal import note_sign_in
from shared.eventstore.work import Work
from shared.security.sealing import derive
from shared.settings import platform_settings

MOST_FAILURES: Final = 5
LOCKED_FOR: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Proven:
    """An account that may be used now, by somebody who has shown its password; held until the transaction ends."""

    staff_id: str
    unit_id: str
    failures: int
    must_change: bool
    password_hash: str
    address: str

    @property
    def mark(self) -> str:
        """What tells this account with this password from any other: a new password has another mark."""
        key = derive(platform_settings().secret.get_secret_value(), "password marks")
        return hmac.digest(key, f"{self.staff_id} {self.password_hash}".encode(), hashlib.sha256).hex()

    async def say(self, work: Work, outcome: str) -> None:
        """Notes in the journal what came of it."""
        await note_sign_in(work, outcome, staff_id=self.staff_id, unit=self.unit_id, address=self.address)


async def prove_by_login(work: Work, login: str, password: str, address: str) -> Proven | SignInRefusedError:
    """Whose login and password these are. A refusal is returned and not raised: the failure it counts is to be kept."""
    found = await queries.account(work, login)
    if found is None:
        await passwords.fits(password, None)
        await note_sign_in(work, "unknown", login=login, address=address)
        return SignInRefusedError()
    return await _proven(work, found, password, address)


async def prove_again(work: Work, staff_id: str, password: str, address: str) -> Proven | SignInRefusedError:
    """The same of somebody who is known already: before what a borrowed browser shall not do."""
    found = await queries.account_of(work, staff_id)
    return SignInRefusedError() if found is None else await _proven(work, found, password, address)


async def proven_before(work: Work, staff_id: str, mark: str, address: str) -> Proven | SignInRefusedError:
    """Somebody who has shown the password a moment ago, unless it was changed or the account locked since."""
    found = await queries.account_of(work, staff_id)
    if found is None:
        return SignInRefusedError()
    account = _account(found, address)
    if not _usable(work, found) or not hmac.compare_digest(account.mark, mark):
        return SignInRefusedError()
    return account


async def count_failure(work: Work, account: Proven, outcome: str) -> None:
    """One more wrong password or code; the fifth locks the account for a quarter of an hour."""
    failures = account.failures + 1
    over = failures >= MOST_FAILURES
    until = work.context.now + LOCKED_FOR if over else None
    await queries.change_account(work, account.staff_id, failures=0 if over else failures, locked_until=until)
    await account.say(work, "locked_out" if over else outcome)


async def _proven(work: Work, found: Mapping[str, Any], password: str, address: str) -> Proven | SignInRefusedError:
    account = _account(found, address)
    fits = await passwords.fits(password, account.password_hash)
    if not _usable(work, found):
        await account.say(work, "locked" if found["active"] else "inactive")
        return SignInRefusedError()
    if not fits:
        await count_failure(work, account, "refused")
        return SignInRefusedError()
    return account


def _usable(work: Work, found: Mapping[str, Any]) -> bool:
    locked = found["locked_until"] is not None and found["locked_until"] > work.context.now
    return found["active"] and not locked


def _account(found: Mapping[str, Any], address: str) -> Proven:
    return Proven(
        staff_id=str(found["staff_id"]),
        unit_id=found["unit_id"],
        failures=found["failures"],
        must_change=found["must_change"],
        password_hash=found["password_hash"],
        address=address,
    )
