"""What may be asked of a customer's archive."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from services.customer.archive.events import CustomerKind, FieldValue, Identifier, Role, Stage

PUBLIC_FIELDS: Final = ("name", "roles", "identifiers", "region", "industry", "client_kind")
PERSONAL_FIELDS: Final = ("person_name", "personal_identifiers")
CLASSES: Final = ("region", "industry", "client_kind")
"""Public of an organisation, personal of a person."""
FIELDS: Final = (*PUBLIC_FIELDS, *PERSONAL_FIELDS)
"""The fields of the archive that an edit may change; stage, owner and the ends of life have commands of their own."""


@dataclass(frozen=True, slots=True)
class RegisterCustomer:
    customer_id: str
    kind: CustomerKind
    effective_on: date
    roles: tuple[Role, ...] = ("customer",)
    name: str | None = None
    person_name: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    personal_identifiers: tuple[Identifier, ...] = ()
    stage: Stage = "prospect"
    region: str | None = None
    industry: str | None = None
    client_kind: str | None = None
    owner_id: str | None = None
    source: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class ChangeCustomer:
    """`values` holds only the fields to set, named as in `FIELDS`."""

    reason: str
    values: Mapping[str, FieldValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MoveStage:
    after: Stage
    reason: str
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class ActivateProspect:
    """The first signed contract makes a customer of a prospect; of anybody else it makes nothing."""

    reason: str


@dataclass(frozen=True, slots=True)
class ChangeOwner:
    owner_id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class DeregisterCustomer:
    reason: str


@dataclass(frozen=True, slots=True)
class RestoreCustomer:
    reason: str


@dataclass(frozen=True, slots=True)
class MergeInto:
    survivor_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unmerge:
    reason: str


@dataclass(frozen=True, slots=True)
class ErasePerson:
    reason: str


Command = (
    RegisterCustomer
    | ChangeCustomer
    | MoveStage
    | ActivateProspect
    | ChangeOwner
    | DeregisterCustomer
    | RestoreCustomer
    | MergeInto
    | Unmerge
    | ErasePerson
)
