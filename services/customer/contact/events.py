"""What happens to a contact: a person through whom the company reaches a customer."""

from shared.eventstore.event import Event, Personal, Words


class ContactAdded(Event, name="contact.added.v1"):
    """A person speaks for a customer. `role` is the code of what the person does there (early builds told it in words);
    what that is called is personal.
    """

    contact_id: str
    customer_id: str
    role: str
    function: Personal[str | None] = None
    name: Personal[str]
    email: Personal[str | None]
    phone: Personal[str | None]
    locale: str
    source: str
    source_id: str


class ContactChanged(Event, name="contact.changed.v1"):
    """The contact's fields as they are now; `changed` names those that are new. The personal section is whole."""

    contact_id: str
    customer_id: str
    changed: tuple[str, ...]
    role: str
    function: Personal[str | None] = None
    name: Personal[str]
    email: Personal[str | None]
    phone: Personal[str | None]
    locale: str
    reason: Words[str]


class ContactRemoved(Event, name="contact.removed.v1"):
    """The person speaks for the customer no longer; the data stay until they are erased."""

    contact_id: str
    customer_id: str
    reason: Words[str]


class ContactErased(Event, name="contact.erased.v1"):
    """The person's data can't be read any more, here or in any copy."""

    contact_id: str
    customer_id: str
    reason: Words[str]
