"""An archive as it comes in and goes out over HTTP."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.customer.archive.commands import RegisterCustomer
from services.customer.archive.events import CustomerKind, Identifier, Role, Stage
from shared.values.clock import BusinessDate
from shared.values.identifier_checks import IdentifierKind
from shared.values.identifiers import PERSONAL_KINDS, IdentifierError, check
from shared.values.ids import Id
from shared.values.text import Code, Name, PlainText, Reason
from shared.web.schemas import Answer, Body

SourceId = Annotated[str, PlainText(100)]
Class = Annotated[str, PlainText(60)]
KINDS: list[Any] = [kind.value for kind in IdentifierKind]


class IdentifierBody(Body):
    kind: Annotated[str, Field(max_length=40, json_schema_extra={"enum": KINDS})]
    value: Annotated[str, Field(min_length=1, max_length=254)]

    @model_validator(mode="after")
    def _right(self) -> Self:
        self.normal()
        return self

    def normal(self) -> Identifier:
        """The identifier in its normal form; a wrong one is refused with the reason."""
        try:
            return Identifier(kind=self.kind, value=check(self.kind, self.value))
        except IdentifierError as error:
            raise PydanticCustomError("identifier", "{reason}", {"reason": error.detail}) from error


class ArchiveFields(Body):
    """What an archive is registered with, by hand or by import."""

    kind: CustomerKind
    name: Name | None = None
    person_name: Name | None = None
    roles: Annotated[list[Role], Field(min_length=1, max_length=3)] | None = None
    identifiers: Annotated[list[IdentifierBody], Field(max_length=50)] = Field(default_factory=list)
    stage: Stage = "prospect"
    region: Class | None = None
    industry: Class | None = None
    client_kind: Class | None = None
    owner_id: Id | None = None
    effective_on: BusinessDate | None = None

    def to_command(self, customer_id: str, today: date, source: str, source_id: str) -> RegisterCustomer:
        """The command; a person's identifiers are all personal, an organisation's by their kind."""
        public, personal = divided(self.kind, self.identifiers)
        return RegisterCustomer(
            customer_id=customer_id,
            kind=self.kind,
            effective_on=self.effective_on or today,
            roles=tuple(dict.fromkeys(self.roles or ["customer"])),
            name=self.name,
            person_name=self.person_name,
            identifiers=public,
            personal_identifiers=personal,
            stage=self.stage,
            region=self.region,
            industry=self.industry,
            client_kind=self.client_kind,
            owner_id=self.owner_id,
            source=source,
            source_id=source_id,
        )


class RegisterBody(ArchiveFields):
    unit_id: Id | None = None
    source: Code | None = None
    source_id: SourceId | None = None

    @model_validator(mode="after")
    def _source_is_whole(self) -> Self:
        if (self.source is None) != (self.source_id is None):
            raise PydanticCustomError("source", "source and source_id come together")
        return self


class ChangeBody(Body):
    """Only the fields to change; `null` empties a field that may be empty."""

    reason: Reason
    name: Name | None = None
    person_name: Name | None = None
    roles: Annotated[list[Role], Field(min_length=1, max_length=3)] | None = None
    identifiers: Annotated[list[IdentifierBody], Field(max_length=50)] | None = None
    region: Class | None = None
    industry: Class | None = None
    client_kind: Class | None = None


class StageBody(Body):
    stage: Stage
    cause: Code | None = None
    reason: Reason


class OwnerBody(Body):
    owner_id: Id | None
    reason: Reason


class ReasonBody(Body):
    reason: Reason


class MergeBody(Body):
    survivor_id: Id
    reason: Reason


class Made(Answer):
    """What was made or changed, and where it stands now."""

    customer_id: str
    version: int


class CustomerLine(Answer):
    """One line of a list."""

    customer_id: str
    unit_id: str
    kind: str
    state: str
    name: str | None
    roles: list[str]
    region: str | None
    industry: str | None
    owner_id: str | None
    source: str
    source_id: str


class CustomerLines(Answer):
    customers: list[CustomerLine]


class CustomerFigures(Answer):
    """Of all customers that the caller sees."""

    number: int


class CustomerAnswer(CustomerLine):
    stage: str
    client_kind: str | None
    survivor_id: str | None
    identifiers: list[Identifier]
    registered_on: date
    changed_at: datetime
    version: int


class HistoryLine(Answer):
    version: int
    field: str
    before: Any
    after: Any
    reason: str
    actor: str
    recorded_at: datetime


class HistoryLines(Answer):
    changes: list[HistoryLine]


def divided(kind: str, found: list[IdentifierBody]) -> tuple[tuple[Identifier, ...], tuple[Identifier, ...]]:
    """Public and personal identifiers, each once and in a fixed order."""
    normal = sorted({one.normal() for one in found}, key=lambda one: (one.kind, one.value))
    personal = [one for one in normal if kind == "person" or one.kind in PERSONAL_KINDS]
    return tuple(one for one in normal if one not in personal), tuple(personal)
