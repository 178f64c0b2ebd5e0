"""What the archive holds already of the rows of a slice, in a few questions instead of one a row."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from services.customer.archive.aggregate import CUSTOMER, Customer
from services.customer.archive.tables import customers
from services.customer.contact.aggregate import CONTACT, Contact
from services.customer.contact.tables import contacts
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.security.tables import unit_closure
from shared.values.ids import derived_id


@dataclass
class Known:
    """Streams of a slice's customers and contacts: loaded when they exist, made new when they do not."""

    work: Work
    source: str
    unit: str
    customer_ids: dict[str, str] = field(default_factory=dict)
    foreign: set[str] = field(default_factory=set)
    contact_ids: set[str] = field(default_factory=set)
    people: frozenset[str] = frozenset()
    _customers: dict[str, Stream[Customer]] = field(default_factory=dict)
    _contacts: dict[str, Stream[Contact]] = field(default_factory=dict)

    async def customer(self, source_id: str) -> Stream[Customer]:
        """The archive of a source's customer."""
        found = self._customers.get(source_id)
        if found is None:
            known = self.customer_ids.get(source_id)
            if known is not None:
                found = await self.work.load(CUSTOMER, known)
            else:
                made = derived_id("customer", self.source, source_id)
                found = Stream(CUSTOMER, made, CUSTOMER.stream(made), CUSTOMER.initial, key=made, unit=self.unit)
            self._customers[source_id] = found
        return found

    async def contact(self, contact_id: str, customer: Stream[Customer]) -> Stream[Contact]:
        """A contact of that customer; a new one starts in the customer's unit and under its key."""
        found = self._contacts.get(contact_id)
        if found is None:
            if contact_id in self.contact_ids:
                found = await self.work.load(CONTACT, contact_id)
            else:
                name = CONTACT.stream(contact_id)
                found = Stream(CONTACT, contact_id, name, CONTACT.initial, key=customer.key, unit=customer.unit)
            self._contacts[contact_id] = found
        return found


async def look_up(work: Work, source: str, unit: str, source_ids: Sequence[str], contact_ids: Sequence[str]) -> Known:
    """What is known of these ids; a customer outside `unit` and the units below it is marked foreign."""
    below = select(unit_closure.c.descendant).where(unit_closure.c.ancestor == unit)
    rows = await work.rows(
        select(
            customers.c.source_id,
            customers.c.customer_id,
            ((customers.c.unit_id == unit) | customers.c.unit_id.in_(below)).label("own"),
        ).where(customers.c.source == source, customers.c.source_id.in_(source_ids))
    )
    known = Known(work, source, unit)
    known.customer_ids = {row["source_id"]: row["customer_id"] for row in rows}
    known.foreign = {row["source_id"] for row in rows if not row["own"]}
    if contact_ids:
        found = await work.rows(select(contacts.c.contact_id).where(contacts.c.contact_id.in_(contact_ids)))
        known.contact_ids = {row["contact_id"] for row in found}
    return known
