"""Signing in and out over HTTP."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from services.portal.second_factor.schemas import CodeOfFactor
from shared.values.ids import Id
from shared.web.schemas import Answer, Body

Password = Annotated[str, Field(min_length=1, max_length=200)]


class SignInBody(Body):
    login: Annotated[str, Field(min_length=1, max_length=64)]
    password: Password
    new_password: Password | None = None
    code: CodeOfFactor | None = None


class SignedInAnswer(Answer):
    """The session, shown once; `POST /v1/tokens` gives tokens for it."""

    session: str
    staff_id: str


class SignOutBody(Body):
    session: Annotated[str, Field(max_length=200)]
    everywhere: bool = False


class AccountAnswer(Answer):
    """Somebody's account; `used_at` is the last sign-in, None before the first; `second_factor`: it asks for codes."""

    staff_id: str
    unit_id: str
    used_at: datetime | None
    changed_at: datetime
    locked_until: datetime | None
    must_change: bool
    second_factor: bool


class AccountAnswers(Answer):
    accounts: list[AccountAnswer]


class SessionAnswer(Answer):
    session_id: str
    staff_id: str
    started_at: datetime
    seen_at: datetime
    over_at: datetime


class SessionAnswers(Answer):
    sessions: list[SessionAnswer]


class SignOutOfBody(Body):
    """One session, or every one."""

    session_id: Id | None = Field(default=None)


class SignedOut(Answer):
    staff_id: str


class PasswordReset(Answer):
    """The one-time password, shown once and changed at the next sign-in."""

    staff_id: str
    one_time_password: str
