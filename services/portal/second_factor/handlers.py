"""Setting up a second factor, asking for it, and taking it away. A refusal that counts is returned, not raised."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects.postgresql import insert as upsert

from services.portal.account.errors import CodeRefusedError
from services.portal.account.journal import note_done
from services.portal.account.proving import Proven, count_failure
from services.portal.account.tables import recovery_codes, second_factors
from services.portal.second_factor.codes import address_of, fitting_step, kept, new_recovery_codes, new_secret, plain
from services.portal.second_factor.queries import factor_of
from services.portal.staff.aggregate import STAFF, EnrolSecondFactor, RemoveSecondFactor, decide
from services.portal.staff.errors import SecondFactorStandsError
from services.portal.staff.events import Removal
from services.portal.staff.handlers import end_sessions
from services.portal.staff.queries import login_of
from shared.eventstore.work import Work
from shared.settings import platform_settings


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A new secret, shown until a code of it is given back; `address` is the same for a QR code."""

    secret: str
    address: str


async def begin_enrolment(work: Work, account: Proven) -> Enrolment:
    """A new secret in the place of one that nobody confirmed; raises `SecondFactorStandsError` where one is in use."""
    somebody = await work.load(STAFF, account.staff_id, must_exist=True)
    if somebody.state.second_factor:
        raise SecondFactorStandsError
    secret = new_secret()
    row = upsert(second_factors).values(
        staff_id=account.staff_id,
        sealed=await work.seal(somebody.name, {"secret": secret}),
        made_at=work.context.now,
        confirmed_at=None,
        last_step=0,
    )
    said = {name: row.excluded[name] for name in ("sealed", "made_at", "confirmed_at", "last_step")}
    await work.execute(row.on_conflict_do_update(index_elements=["staff_id"], set_=said))
    return Enrolment(secret, address_of(secret, await login_of(work, account.staff_id)))


async def enrolment_of(work: Work, account: Proven) -> Enrolment:
    """The one that was begun, to be shown again after a wrong code; a new one where there is none."""
    found = await factor_of(work, account.staff_id)
    if found is None or found.confirmed:
        return await begin_enrolment(work, account)
    return Enrolment(found.secret, address_of(found.secret, await login_of(work, account.staff_id)))


async def confirm_enrolment(work: Work, account: Proven, code: str) -> list[str] | CodeRefusedError:
    """Takes the second factor into use once its first code is there; gives the recovery codes, which nobody sees
    again.
    """
    found = await factor_of(work, account.staff_id)
    if found is not None and found.confirmed:
        raise SecondFactorStandsError
    step = fitting_step(found.secret, plain(code), work.context.now, found.last_step) if found else None
    if step is None:
        await count_failure(work, account, "code_refused")
        return CodeRefusedError()
    staff_id = account.staff_id
    somebody = await work.load(STAFF, staff_id, must_exist=True)
    work.record(somebody, decide(somebody.state, EnrolSecondFactor(staff_id)))
    mine = update(second_factors).where(second_factors.c.staff_id == staff_id)
    await work.execute(mine.values(confirmed_at=work.context.now, last_step=step))
    await work.execute(delete(recovery_codes).where(recovery_codes.c.staff_id == staff_id))
    made, master = new_recovery_codes(), platform_settings().secret.get_secret_value()
    await work.execute_all(
        [insert(recovery_codes).values(staff_id=staff_id, code_hash=kept(one, staff_id, master)) for one in made]
    )
    await account.say(work, "second_factor_enrolled")
    return made


async def check_code(work: Work, account: Proven, code: str) -> CodeRefusedError | None:
    """Uses up a code of the device, or one of the recovery codes; the refusal where it is neither."""
    found = await factor_of(work, account.staff_id)
    step = fitting_step(found.secret, plain(code), work.context.now, found.last_step) if found else None
    if step is not None:
        mine = update(second_factors).where(second_factors.c.staff_id == account.staff_id)
        await work.execute(mine.values(last_step=step))
        return None
    of, master = recovery_codes.c, platform_settings().secret.get_secret_value()
    used = await work.value(
        update(recovery_codes)
        .where(
            of.staff_id == account.staff_id,
            of.code_hash == kept(code, account.staff_id, master),
            of.used_at.is_(None),
        )
        .values(used_at=work.context.now)
        .returning(of.staff_id)
    )
    if used is None:
        await count_failure(work, account, "code_refused")
        return CodeRefusedError()
    await account.say(work, "recovery_code_used")
    return None


async def remove_own(work: Work, account: Proven, code: str) -> CodeRefusedError | None:
    """Takes one's own second factor away, shown once more."""
    refused = await check_code(work, account, code)
    if refused is None:
        await _remove(work, account.staff_id, "own")
        await account.say(work, "second_factor_removed")
    return refused


async def reset(work: Work, staff_id: str) -> None:
    """An administrator takes away the second factor of somebody who lost it; they are signed out everywhere."""
    unit = await _remove(work, staff_id, "reset")
    await note_done(work, "second_factor_reset", staff_id, unit)
    await end_sessions(work, staff_id)


async def _remove(work: Work, staff_id: str, reason: Removal) -> str:
    """Gives the person's unit."""
    somebody = await work.load(STAFF, staff_id, must_exist=True)
    work.record(somebody, decide(somebody.state, RemoveSecondFactor(staff_id, reason)))
    for table in (second_factors, recovery_codes):
        await work.execute(delete(table).where(table.c.staff_id == staff_id))
    return somebody.unit
