"""API tokens over HTTP."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.values.text import Name
from shared.web.schemas import Answer, Body

Scope = Annotated[str, Field(pattern=r"^[a-z]{1,32}(\.[a-z_]{1,64}|\.\*){1,2}$", examples=["contract.order.read"])]


class ApiTokenBody(Body):
    """What the token is for, what it may do on a unit and below, and its last day."""

    name: Name
    unit_id: Id
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=50)]
    until: BusinessDate


class ApiTokenMade(Answer):
    """`api_token` is shown once; `POST /v1/tokens` gives tokens of five minutes for it."""

    token_id: str
    api_token: str


class ApiTokenAnswer(Answer):
    token_id: str
    name: str
    unit_id: str
    scopes: list[str]
    made_by: str
    made_at: datetime
    until: date
    used_at: datetime | None
    revoked_at: datetime | None


class ApiTokenAnswers(Answer):
    api_tokens: list[ApiTokenAnswer]


class ApiTokenRevoked(Answer):
    token_id: str
