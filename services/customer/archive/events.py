"""What happens to a customer's archive. Public fields go on the wire, personal ones are sealed by the person's key."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.eventstore.event import Event, Personal, Words

ERASED_LIST = Literal["[erased]"]
"""What a personal value that is no text folds to once the person's key is destroyed."""

CustomerKind = Literal["organisation", "person"]
Role = Literal["customer", "supplier", "partner"]
Stage = Literal["prospect", "active", "dormant", "lost"]


class Identifier(BaseModel):
    """A number that names or reaches somebody, in its normal form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    value: str


class Classes(BaseModel):
    """How a person is classed, which tells of the person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    region: str | None = None
    industry: str | None = None
    client_kind: str | None = None


FieldValue = str | tuple[str, ...] | tuple[Identifier, ...] | None


class Change(BaseModel):
    """A field before and after."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    before: FieldValue
    after: FieldValue


class CustomerRegistered(Event, name="customer.registered.v1"):
    """Somebody the company deals with has an archive. An organisation has a `name`, a person a `person_name`; how a
    person is classed is personal too.
    """

    customer_id: str
    kind: CustomerKind
    roles: tuple[Role, ...]
    name: str | None
    person_name: Personal[str | None]
    identifiers: tuple[Identifier, ...]
    personal_identifiers: Personal[tuple[Identifier, ...] | ERASED_LIST]
    person_classes: Personal[Classes | ERASED_LIST | None] = None
    stage: Stage
    region: str | None
    industry: str | None
    client_kind: str | None
    owner_id: str | None
    source: str
    source_id: str
    effective_on: date


class CustomerChanged(Event, name="customer.changed.v1"):
    """Fields have new values. The personal section is carried whole, whatever of it changed."""

    customer_id: str
    changes: dict[str, Change]
    personal_changes: tuple[str, ...]
    person_name: Personal[str | None]
    personal_identifiers: Personal[tuple[Identifier, ...] | ERASED_LIST]
    person_classes: Personal[Classes | ERASED_LIST | None] = None
    reason: Words[str]


class CustomerStageChanged(Event, name="customer.stage_changed.v1"):
    """The customer moved in its life cycle; a loss has a coded cause."""

    customer_id: str
    before: Stage
    after: Stage
    cause: str | None
    reason: Words[str]


class CustomerOwnerChanged(Event, name="customer.owner_changed.v1"):
    """Another member of staff looks after the customer."""

    customer_id: str
    before: str | None
    after: str | None
    reason: Words[str]


class CustomerDeregistered(Event, name="customer.deregistered.v1"):
    """The company stopped dealing with the customer; the archive stays and can be restored."""

    customer_id: str
    reason: Words[str]


class CustomerRestored(Event, name="customer.restored.v1"):
    """A deregistered customer is back at the stage it had."""

    customer_id: str
    stage: Stage
    reason: Words[str]


class CustomerMerged(Event, name="customer.merged.v1"):
    """This archive was a duplicate; what it was asked for is answered by the survivor."""

    customer_id: str
    survivor_id: str
    reason: Words[str]


class CustomerUnmerged(Event, name="customer.unmerged.v1"):
    """The merge was wrong: this archive stands by itself again."""

    customer_id: str
    survivor_id: str
    reason: Words[str]


class CustomerErased(Event, name="customer.erased.v1"):
    """The person's data can't be read any more, here or in any copy; the business facts stay."""

    customer_id: str
    reason: Words[str]
