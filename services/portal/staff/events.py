"""What happens to somebody who works here, and to a service that acts by itself."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.eventstore.event import Event, Personal, Words

Removal = Literal["own", "reset"]
"""Who took a second factor away: its person, or an administrator."""


class StaffJoined(Event, name="portal.staff_joined.v1"):
    """Somebody works in a unit from a day on. Name, addresses, login and job title are personal; `title` is empty
    (early builds told the job title there).
    """

    staff_id: str
    unit_id: str
    login: Personal[str]
    name: Personal[str]
    email: Personal[str | None]
    phone: Personal[str | None]
    job_title: Personal[str | None] = None
    title: str
    locale: str
    effective_on: date


class StaffMoved(Event, name="portal.staff_moved.v1"):
    """Works in another unit from a day on; roles stay as granted."""

    staff_id: str
    unit_id: str
    effective_on: date


class StaffFrozen(Event, name="portal.staff_frozen.v1"):
    """May do nothing until joined again."""

    staff_id: str
    effective_on: date


class StaffLeft(Event, name="portal.staff_left.v1"):
    """Works here no longer; every right ends at once. It comes on its day, not before."""

    staff_id: str
    effective_on: date


class StaffLeavePlanned(Event, name="portal.staff_leave_planned.v1"):
    """Works here until a day to come, instead of any day planned before; on it `portal.staff_left` follows."""

    staff_id: str
    effective_on: date


class StaffLeaveWithdrawn(Event, name="portal.staff_leave_withdrawn.v1"):
    """Stays: the day that was planned means nothing any more."""

    staff_id: str


class StaffCorrected(Event, name="portal.staff_corrected.v1"):
    """Goes by another name, or is reached otherwise. `changed` names the fields; what they say now is personal, so that
    `title` is empty (early builds told the job title there).
    """

    staff_id: str
    changed: list[str]
    login: Personal[str]
    name: Personal[str]
    email: Personal[str | None]
    phone: Personal[str | None]
    job_title: Personal[str | None] = None
    title: str
    effective_on: date


class HandedOver(BaseModel):
    """A role on a unit that the deputy was given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: str
    unit_id: str


class StaffDeputised(Event, name="portal.staff_deputised.v1"):
    """Somebody else does the work to the end of a day; the roles handed over are granted to them as well."""

    staff_id: str
    deputy_id: str
    roles: list[HandedOver]
    until: date


class StaffErased(Event, name="portal.staff_erased.v1"):
    """Name, addresses, login and job title of a leaver can't be read any more."""

    staff_id: str
    reason: Words[str]


class RoleGranted(Event, name="portal.role_granted.v1"):
    """A role's permissions, as they are now, on a unit and everything below, to the end of a day or without end.
    `lent_by` is whose role it is, where somebody has it as their deputy; nobody: it is their own.
    """

    staff_id: str
    role: str
    permissions: list[str]
    unit_id: str
    until: date | None
    lent_by: str | None = None


class RoleRevoked(Event, name="portal.role_revoked.v1"):
    """The role on that unit no longer counts."""

    staff_id: str
    role: str
    unit_id: str


class SessionEnded(Event, name="portal.session_ended.v1"):
    """Signed out: tokens of the session count nowhere."""

    staff_id: str
    session_id: str


class SecondFactorEnrolled(Event, name="portal.second_factor_enrolled.v1"):
    """Signing in asks for a code as well from now on. What codes are made of is in no event."""

    staff_id: str


class SecondFactorRemoved(Event, name="portal.second_factor_removed.v1"):
    """The password alone signs in again, unless the installation asks for a second factor."""

    staff_id: str
    reason: Removal


class AccountUnused(Event, name="portal.account_unused.v1"):
    """Nobody signed in with the account for so many days, counted from its last use, or from its first password."""

    staff_id: str
    unit_id: str
    since: date
    days: int
