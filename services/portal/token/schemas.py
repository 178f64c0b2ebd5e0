"""Tokens over HTTP."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.web.schemas import Answer, Body


class TokenBody(Body):
    """Either a session, or a service with its secret, or an API token; and the one service the token is for."""

    session: Annotated[str, Field(max_length=200)] | None = None
    client: Annotated[str, Field(max_length=64)] | None = None
    secret: Annotated[str, Field(max_length=200)] | None = None
    api_token: Annotated[str, Field(max_length=200)] | None = None
    audience: Annotated[str, Field(pattern="^[a-z]{1,32}$")]

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        by_client = self.client is not None and self.secret is not None
        if [self.session is not None, by_client, self.api_token is not None].count(True) != 1:
            raise ValueError("Either session, or client and secret, or api_token.")
        return self


class TokenAnswer(Answer):
    token: str
    expires_at: datetime
