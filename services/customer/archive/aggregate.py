"""A customer's archive: who it is, what it plays, and where it stands in its life."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, get_args

from services.customer.archive.events import (
    Classes,
    CustomerChanged,
    CustomerDeregistered,
    CustomerErased,
    CustomerKind,
    CustomerMerged,
    CustomerOwnerChanged,
    CustomerRegistered,
    CustomerRestored,
    CustomerStageChanged,
    CustomerUnmerged,
    FieldValue,
    Identifier,
    Role,
    Stage,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import ERASED, Event

STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
MOVES: Final[Mapping[Stage, frozenset[Stage]]] = {
    "prospect": frozenset({"active", "lost"}),
    "active": frozenset({"dormant", "lost"}),
    "dormant": frozenset({"active", "lost"}),
    "lost": frozenset({"prospect", "active"}),
}
"""Which stage may follow which; the only copy of the life cycle."""

NEW: Final = "new"
DEREGISTERED: Final = "deregistered"
MERGED: Final = "merged"
ERASED_STATE: Final = "erased"


@dataclass(frozen=True, slots=True)
class Customer:
    """`state` is a stage while the archive is open, else how it was closed; `stage` is kept for a restoration."""

    state: str = NEW
    customer_id: str = ""
    kind: CustomerKind = "organisation"
    stage: Stage = "prospect"
    roles: tuple[Role, ...] = ()
    name: str | None = None
    person_name: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    personal_identifiers: tuple[Identifier, ...] = ()
    region: str | None = None
    industry: str | None = None
    client_kind: str | None = None
    owner_id: str | None = None
    survivor_id: str | None = None

    @property
    def is_open(self) -> bool:
        return self.state in STAGES


def evolve(customer: Customer, event: Event) -> Customer:
    """The state after the event."""
    match event:
        case CustomerRegistered():
            return _registered(event)
        case CustomerChanged():
            values: dict[str, FieldValue] = {field: change.after for field, change in event.changes.items()}
            changed = replace(
                customer,
                **values,  # type: ignore[arg-type]  # decide checked each field's type
                person_name=event.person_name,
                personal_identifiers=_list(event.personal_identifiers),
            )
            return _classed(changed, event.person_classes)
        case CustomerStageChanged(after=stage):
            return replace(customer, state=stage, stage=stage)
        case CustomerOwnerChanged(after=owner):
            return replace(customer, owner_id=owner)
        case CustomerDeregistered():
            return replace(customer, state=DEREGISTERED)
        case CustomerRestored(stage=stage):
            return replace(customer, state=stage, stage=stage)
        case CustomerMerged(survivor_id=survivor):
            return replace(customer, state=MERGED, survivor_id=survivor)
        case CustomerUnmerged():
            return replace(customer, state=customer.stage, survivor_id=None)
        case CustomerErased():
            erased = replace(customer, state=ERASED_STATE, person_name=ERASED, personal_identifiers=())
            return _classed(erased, Classes())
        case _:
            return customer


def _registered(event: CustomerRegistered) -> Customer:
    customer = Customer(
        state=event.stage,
        customer_id=event.customer_id,
        kind=event.kind,
        stage=event.stage,
        roles=event.roles,
        name=event.name,
        person_name=event.person_name,
        identifiers=event.identifiers,
        personal_identifiers=_list(event.personal_identifiers),
        region=event.region,
        industry=event.industry,
        client_kind=event.client_kind,
        owner_id=event.owner_id,
    )
    return _classed(customer, event.person_classes)


def _classed(customer: Customer, classes: Classes | str | None) -> Customer:
    """An early build told the classes of persons in public: they stand until they are said anew."""
    if customer.kind == "organisation" or classes is None:
        return customer
    known = Classes() if isinstance(classes, str) else classes
    return replace(customer, region=known.region, industry=known.industry, client_kind=known.client_kind)


def _list(value: tuple[Identifier, ...] | str) -> tuple[Identifier, ...]:
    return () if isinstance(value, str) else value


CUSTOMER: Final = Aggregate("customer", Customer(), evolve)
