"""A contact: added, changed, removed, erased."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from services.customer.contact.events import ContactAdded, ContactChanged, ContactErased, ContactRemoved
from services.customer.contact.functions import told
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import ERASED, Event
from shared.values.errors import DomainError, NotFoundError, NotPossibleNowError

FIELDS: Final = ("role", "function", "name", "email", "phone", "locale")


class Stage(StrEnum):
    NEW = "new"
    CURRENT = "current"
    REMOVED = "removed"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Contact:
    stage: Stage = Stage.NEW
    contact_id: str = ""
    customer_id: str = ""
    role: str = ""
    function: str | None = None
    name: str = ""
    email: str | None = None
    phone: str | None = None
    locale: str = "zh-CN"


@dataclass(frozen=True, slots=True)
class AddContact:
    contact_id: str
    customer_id: str
    role: str
    name: str
    email: str | None = None
    phone: str | None = None
    locale: str = "zh-CN"
    source: str = ""
    source_id: str = ""
    function: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeContact:
    """`values` holds only the fields to set, named as in `FIELDS`."""

    reason: str
    values: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class RemoveContact:
    reason: str


@dataclass(frozen=True, slots=True)
class EraseContact:
    reason: str


Command = AddContact | ChangeContact | RemoveContact | EraseContact


class ContactExistsError(DomainError):
    """The contact was added already."""


class ContactErasedError(DomainError):
    """The contact was erased; nothing can be added to it."""


def decide(contact: Contact, command: Command) -> list[Event]:
    """The new events, or the refusal. Erasing twice does nothing the second time."""
    match contact.stage, command:
        case Stage.NEW, AddContact():
            return [_added(command)]
        case _, AddContact():
            raise ContactExistsError
        case Stage.NEW, _:
            raise NotFoundError
        case Stage.ERASED, EraseContact():
            return []
        case _, EraseContact(reason=reason):
            return [ContactErased(contact_id=contact.contact_id, customer_id=contact.customer_id, reason=reason)]
        case Stage.ERASED, _:
            raise ContactErasedError
        case Stage.CURRENT, ChangeContact(values=values, reason=reason):
            return _changed(contact, values, reason)
        case Stage.CURRENT, RemoveContact(reason=reason):
            return [ContactRemoved(contact_id=contact.contact_id, customer_id=contact.customer_id, reason=reason)]
        case _:
            raise NotPossibleNowError(contact.stage, command)


def _added(command: AddContact) -> ContactAdded:
    return ContactAdded(
        contact_id=command.contact_id,
        customer_id=command.customer_id,
        role=command.role,
        function=command.function,
        name=command.name,
        email=command.email,
        phone=command.phone,
        locale=command.locale,
        source=command.source,
        source_id=command.source_id,
    )


def _changed(contact: Contact, values: Mapping[str, str | None], reason: str) -> list[Event]:
    changed = tuple(field for field in FIELDS if field in values and values[field] != getattr(contact, field))
    if not changed:
        return []
    after = replace(contact, **{field: values[field] for field in changed})  # type: ignore[arg-type]  # schemas say which may be None
    return [
        ContactChanged(
            contact_id=contact.contact_id,
            customer_id=contact.customer_id,
            changed=changed,
            role=after.role,
            function=after.function,
            name=after.name,
            email=after.email,
            phone=after.phone,
            locale=after.locale,
            reason=reason,
        )
    ]


def evolve(contact: Contact, event: Event) -> Contact:
    """The state after the event."""
    match event:
        case ContactAdded():
            role, function = told(event.role, event.function)
            return Contact(
                stage=Stage.CURRENT,
                contact_id=event.contact_id,
                customer_id=event.customer_id,
                role=role,
                function=function,
                name=event.name,
                email=event.email,
                phone=event.phone,
                locale=event.locale,
            )
        case ContactChanged():
            role, function = told(event.role, event.function)
            return replace(
                contact,
                role=role,
                function=function,
                name=event.name,
                email=event.email,
                phone=event.phone,
                locale=event.locale,
            )
        case ContactRemoved():
            return replace(contact, stage=Stage.REMOVED)
        case ContactErased():
            return replace(contact, stage=Stage.ERASED, function=None, name=ERASED, email=None, phone=None)
        case _:
            return contact


CONTACT: Final = Aggregate("contact", Contact(), evolve, shape=2)
