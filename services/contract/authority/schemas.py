from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from services.contract.authority.events import AuthorityGranted, Basis
from services.contract.terms import Direction
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.values.money import Money, PositiveMoney
from shared.values.text import Code
from shared.web.schemas import Answer, Body


class AuthorityBody(Body):
    """Who may sign for a unit (the caller's own unless named) and those below it; no types or directions named: all;
    no ceiling: without one.
    """

    basis: Basis = "letter"
    person_id: Id
    unit_id: Id | None = None
    type_codes: Annotated[list[Code], Field(max_length=50)] = Field(default_factory=list)
    directions: Annotated[list[Literal["sales", "purchase"]], Field(max_length=2)] = Field(default_factory=list)
    ceiling: PositiveMoney | None = None
    valid_from: BusinessDate
    valid_to: BusinessDate

    def fact(self, authority_id: str, unit: str, by: str) -> AuthorityGranted:
        said = self.model_dump(exclude={"person_id", "unit_id"})
        named = {"authority_id": authority_id, "person": self.person_id, "unit_id": unit, "granted_by": by}
        return AuthorityGranted.model_validate({**said, **named})


class AuthorityMoved(Answer):
    authority_id: str
    version: int


class AuthorityAnswer(Answer):
    authority_id: str
    unit_id: str
    basis: str
    person: str
    type_codes: list[str]
    directions: list[Direction]
    ceiling: Money | None
    valid_from: date
    valid_to: date
    revoked_on: date | None
    granted_by: str
    version: int


class AuthorityList(Answer):
    items: list[AuthorityAnswer]
