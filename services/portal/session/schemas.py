"""Signing in and out over HTTP."""

from typing import Annotated

from pydantic import Field

from shared.web.schemas import Answer, Body

Password = Annotated[str, Field(min_length=1, max_length=200)]


class SignInBody(Body):
    login: Annotated[str, Field(min_length=1, max_length=64)]
    password: Password
    new_password: Password | None = None


class SignedInAnswer(Answer):
    """The session, shown once; `POST /v1/tokens` gives tokens for it."""

    session: str
    staff_id: str


class SignOutBody(Body):
    session: Annotated[str, Field(max_length=200)]
    everywhere: bool = False
