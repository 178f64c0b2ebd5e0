"""What the pages of administration need of the portal's answers."""

from datetime import date, datetime

from services.portal.pages.frame.asking import Seen


class Unit(Seen):
    unit_id: str
    parent_id: str | None
    name: str
    code: str | None
    kind: str
    legal_entity_id: str | None
    active: bool
    effective_on: date
    version: int


class Units(Seen):
    units: list[Unit]


class UnitChange(Seen):
    version: int
    recorded_at: datetime
    actor: str
    effective_on: date
    parent_id: str | None
    name: str
    code: str | None
    kind: str
    active: bool


class UnitHistory(Seen):
    changes: list[UnitChange]


class RoleHeld(Seen):
    role: str
    unit_id: str
    until: date | None


class Member(Seen):
    staff_id: str
    unit_id: str
    login: str
    name: str
    email: str | None
    phone: str | None
    title: str
    stage: str
    roles: list[RoleHeld]
    second_factor: bool
    leaves_on: date | None
    version: int


class Staff(Seen):
    staff: list[Member]


class Role(Seen):
    role: str
    meaning: str
    permissions: list[str]


class Roles(Seen):
    roles: list[Role]


class Account(Seen):
    staff_id: str
    unit_id: str
    used_at: datetime | None
    changed_at: datetime
    locked_until: datetime | None
    must_change: bool
    second_factor: bool


class Accounts(Seen):
    accounts: list[Account]


class Session(Seen):
    session_id: str
    staff_id: str
    started_at: datetime
    seen_at: datetime
    over_at: datetime


class Sessions(Seen):
    sessions: list[Session]


class ApiToken(Seen):
    token_id: str
    name: str
    unit_id: str
    scopes: list[str]
    made_by: str
    made_at: datetime
    until: date
    used_at: datetime | None
    revoked_at: datetime | None


class ApiTokens(Seen):
    api_tokens: list[ApiToken]
