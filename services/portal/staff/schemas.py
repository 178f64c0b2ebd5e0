"""Staff as they come in and go out over HTTP."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from services.portal.staff.aggregate import JoinStaff
from shared.values.clock import BusinessDate
from shared.values.identifiers import Email, PhoneNumber
from shared.values.ids import Id
from shared.values.text import Code, Line, Name
from shared.web.schemas import Answer, Body


class StaffBody(Body):
    """Somebody new. Without `password` a one-time password is made; either is changed at the first sign-in."""

    unit_id: Id
    login: Code
    name: Name
    email: Email | None = None
    phone: PhoneNumber | None = None
    title: Line = ""
    locale: Annotated[str, Field(pattern="^[a-z]{2}(-[A-Z]{2})?$")] = "zh-CN"
    effective_on: BusinessDate
    password: Annotated[str, Field(max_length=200)] | None = None
    must_change_password: bool = True

    def to_command(self, staff_id: str) -> JoinStaff:
        return JoinStaff(
            staff_id=staff_id,
            unit_id=self.unit_id,
            login=self.login,
            name=self.name,
            email=self.email,
            phone=self.phone,
            title=self.title,
            locale=self.locale,
            effective_on=self.effective_on,
        )


class MoveBody(Body):
    unit_id: Id
    effective_on: BusinessDate


class CorrectionBody(Body):
    """What somebody goes by and is reached at from now on."""

    name: Name
    email: Email | None = None
    phone: PhoneNumber | None = None
    title: Line = ""


class DayBody(Body):
    effective_on: BusinessDate


class GrantBody(Body):
    """A role on a unit and everything below it; `until` is the last day it counts."""

    role: Code
    unit_id: Id
    until: BusinessDate | None = None


class RevocationBody(Body):
    unit_id: Id


class DeputyBody(Body):
    """Who does the work meanwhile, and the last day of it."""

    deputy_id: Id
    until: BusinessDate


class StaffMade(Answer):
    """`one_time_password` is shown once, when one was made."""

    staff_id: str
    version: int
    one_time_password: str | None = None


class StaffChanged(Answer):
    staff_id: str
    version: int


class RoleHeld(Answer):
    role: str
    unit_id: str
    until: date | None


class StaffAnswer(Answer):
    """Somebody; name, e-mail and phone read "[erased]" once erased. `second_factor`: signing in asks for a code.
    `leaves_on`: the day to come on which they leave.
    """

    staff_id: str
    unit_id: str
    login: str
    name: str
    email: str | None
    phone: str | None
    title: str
    locale: str
    stage: str
    roles: list[RoleHeld]
    second_factor: bool
    leaves_on: date | None
    version: int


class StaffAnswers(Answer):
    staff: list[StaffAnswer]


class Person(Answer):
    """Who an id stands for, and how to reach them, at the moment of asking."""

    id: str
    kind: Literal["staff"]
    unit_id: str
    name: str | None
    email: str | None
    phone: str | None
    locale: str
    active: bool


class People(Answer):
    people: list[Person]
