"""The archive's tables, from its events."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Executable, null, update
from sqlalchemy.dialects.postgresql import insert

from services.customer.archive.aggregate import DEREGISTERED, ERASED_STATE, MERGED
from services.customer.archive.commands import CLASSES
from services.customer.archive.events import (
    Change,
    Classes,
    CustomerChanged,
    CustomerDeregistered,
    CustomerErased,
    CustomerMerged,
    CustomerOwnerChanged,
    CustomerRegistered,
    CustomerRestored,
    CustomerStageChanged,
    CustomerUnmerged,
    FieldValue,
    Identifier,
)
from services.customer.archive.tables import customers, history, identifiers
from services.customer.search.statements import findable, forgotten
from services.customer.search.tables import search_tokens
from shared.eventstore.event import Event, Recorded
from shared.eventstore.prepared import Prepared
from shared.eventstore.projection import Projection
from shared.values.pinyin import spellings
from shared.values.text import normalise

projection = Projection("customers", tables=[customers, identifiers, history, search_tokens])

_FIELD: TypeAdapter[FieldValue] = TypeAdapter(FieldValue)
_IN_HISTORY_ONLY = frozenset({"identifiers"})


def search_text(name: str | None) -> str:
    """What an organisation's name is searched in: the name as compared, then its spellings."""
    if name is None:
        return ""
    return " ".join([normalise(name), *sorted(spellings(name))])


place_customer = Prepared(insert(customers), list(customers.c.keys()))


@projection.on(CustomerRegistered)
def register(r: Recorded[CustomerRegistered]) -> Iterable[Executable]:
    event = r.event
    yield place_customer(
        customer_id=event.customer_id,
        unit_id=r.unit,
        kind=event.kind,
        state=event.stage,
        stage=event.stage,
        roles=list(event.roles),
        name=event.name,
        search_text=search_text(event.name),
        region=event.region,
        industry=event.industry,
        client_kind=event.client_kind,
        owner_id=event.owner_id,
        source=event.source,
        source_id=event.source_id,
        survivor_id=None,
        sealed=r.sealed,
        registered_on=event.effective_on,
        version=r.version,
        changed_at=r.recorded_at,
    )
    yield from _identified(r, event.customer_id, event.identifiers)
    yield from _findable(r, event.customer_id, event.person_name, event.personal_identifiers)


@projection.on(CustomerChanged)
def change(r: Recorded[CustomerChanged]) -> Iterable[Executable]:
    event = r.event
    values: dict[str, Any] = {
        field: _FIELD.dump_python(one.after, mode="json")
        for field, one in event.changes.items()
        if field not in _IN_HISTORY_ONLY
    }
    if isinstance(event.person_classes, Classes):
        values |= dict.fromkeys(CLASSES)
    if "name" in values:
        values["search_text"] = search_text(values["name"])
    yield _updated(r, event.customer_id, sealed=r.sealed, **values)
    identified = event.changes.get("identifiers")
    if identified is not None:
        yield (update(identifiers).where(identifiers.c.customer_id == event.customer_id).values(current=False))
        yield from _identified(
            r, event.customer_id, [one for one in identified.after or () if isinstance(one, Identifier)]
        )
    if event.personal_changes:
        yield from _findable(r, event.customer_id, event.person_name, event.personal_identifiers)
    hidden = Change(before=None, after=None)
    yield from _history(r, event.customer_id, event.changes)
    yield from _history(r, event.customer_id, dict.fromkeys(event.personal_changes, hidden))


@projection.on(CustomerStageChanged)
def move(r: Recorded[CustomerStageChanged]) -> Iterable[Executable]:
    event = r.event
    yield _updated(r, event.customer_id, state=event.after, stage=event.after)
    moved = {"stage": Change(before=event.before, after=event.after)}
    if event.cause is not None:
        moved["cause"] = Change(before=None, after=event.cause)
    yield from _history(r, event.customer_id, moved)


@projection.on(CustomerOwnerChanged)
def change_owner(r: Recorded[CustomerOwnerChanged]) -> Iterable[Executable]:
    event = r.event
    yield _updated(r, event.customer_id, owner_id=event.after)
    change = Change(before=event.before, after=event.after)
    yield from _history(r, event.customer_id, {"owner_id": change})


@projection.on(CustomerDeregistered)
def deregister(r: Recorded[CustomerDeregistered]) -> Iterable[Executable]:
    yield _updated(r, r.event.customer_id, state=DEREGISTERED)
    yield from _state_history(r, r.event.customer_id, DEREGISTERED)


@projection.on(CustomerRestored)
def restore(r: Recorded[CustomerRestored]) -> Iterable[Executable]:
    yield _updated(r, r.event.customer_id, state=r.event.stage, stage=r.event.stage)
    yield from _state_history(r, r.event.customer_id, "restored")


@projection.on(CustomerMerged)
def merge(r: Recorded[CustomerMerged]) -> Iterable[Executable]:
    yield _updated(r, r.event.customer_id, state=MERGED, survivor_id=r.event.survivor_id)
    yield from _state_history(r, r.event.customer_id, MERGED)


@projection.on(CustomerUnmerged)
def unmerge(r: Recorded[CustomerUnmerged]) -> Iterable[Executable]:
    yield _updated(r, r.event.customer_id, state=customers.c.stage, survivor_id=None)
    yield from _state_history(r, r.event.customer_id, "unmerged")


@projection.on(CustomerErased)
def erase(r: Recorded[CustomerErased]) -> Iterable[Executable]:
    # What an early build told in public of persons goes from the tables too.
    yield _updated(r, r.event.customer_id, state=ERASED_STATE, sealed=None, **dict.fromkeys(CLASSES))
    of_classes = (history.c.customer_id == r.event.customer_id) & history.c.field.in_(CLASSES)
    yield update(history).where(of_classes).values(before=null(), after=null())
    yield forgotten(r.stream)
    yield from _state_history(r, r.event.customer_id, ERASED_STATE)


def _updated(r: Recorded[Any], customer_id: str, **values: Any) -> Executable:
    return (
        update(customers)
        .where(customers.c.customer_id == customer_id)
        .values(**values, version=r.version, unit_id=r.unit, changed_at=r.recorded_at)
    )


def _identified(r: Recorded[Any], customer_id: str, found: Sequence[Identifier]) -> Iterable[Executable]:
    for one in found:
        values = insert(identifiers).values(
            customer_id=customer_id, kind=one.kind, value=one.value, unit_id=r.unit, current=True
        )
        yield values.on_conflict_do_update(index_elements=["customer_id", "kind", "value"], set_={"current": True})


def _findable(
    r: Recorded[Event], customer_id: str, name: str | None, numbers: tuple[Identifier, ...] | str
) -> Iterable[Executable]:
    pairs = [] if isinstance(numbers, str) else [(one.kind, one.value) for one in numbers]
    if name is not None or pairs:
        yield from findable(r, customer_id, name, pairs)


def _state_history(r: Recorded[Any], customer_id: str, state: str) -> Iterable[Executable]:
    return _history(r, customer_id, {"state": Change(before=None, after=state)})


def _history(r: Recorded[Any], customer_id: str, changes: Mapping[str, Change]) -> Iterable[Executable]:
    for field, one in changes.items():
        yield insert(history).values(
            customer_id=customer_id,
            version=r.version,
            field=field,
            unit_id=r.unit,
            before=_FIELD.dump_python(one.before, mode="json"),
            after=_FIELD.dump_python(one.after, mode="json"),
            sealed=r.sealed,
            actor=r.actor,
            recorded_at=r.recorded_at,
        )
