"""The contacts' table, from their events."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.customer.contact.aggregate import Stage
from services.customer.contact.events import ContactAdded, ContactChanged, ContactErased, ContactRemoved
from services.customer.contact.functions import OTHER
from services.customer.contact.tables import contacts
from services.customer.search.statements import findable, forgotten
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("contacts", tables=[contacts])


@projection.on(ContactAdded)
def add(r: Recorded[ContactAdded]) -> Iterable[Executable]:
    event = r.event
    yield insert(contacts).values(
        contact_id=event.contact_id,
        customer_id=event.customer_id,
        unit_id=r.unit,
        stage=Stage.CURRENT.value,
        role=event.role,
        locale=event.locale,
        source=event.source,
        source_id=event.source_id,
        sealed=r.sealed,
        version=r.version,
    )
    yield from _findable(r, event)


@projection.on(ContactChanged)
def change(r: Recorded[ContactChanged]) -> Iterable[Executable]:
    yield _updated(r, role=r.event.role, locale=r.event.locale, sealed=r.sealed)
    yield from _findable(r, r.event)


@projection.on(ContactRemoved)
def remove(r: Recorded[ContactRemoved]) -> Iterable[Executable]:
    yield _updated(r, stage=Stage.REMOVED.value)
    yield forgotten(r.stream)


@projection.on(ContactErased)
def erase(r: Recorded[ContactErased]) -> Iterable[Executable]:
    # Early builds told the role in words.
    yield _updated(r, stage=Stage.ERASED.value, role=OTHER, sealed=None)
    yield forgotten(r.stream)


def _updated(r: Recorded[Any], **values: Any) -> Executable:
    return (
        update(contacts)
        .where(contacts.c.contact_id == r.event.contact_id)
        .values(**values, version=r.version, unit_id=r.unit)
    )


def _findable(r: Recorded[Any], event: ContactAdded | ContactChanged) -> Iterable[Executable]:
    numbers = [(kind, value) for kind, value in (("email", event.email), ("phone", event.phone)) if value is not None]
    yield from findable(r, event.customer_id, event.name, numbers)
