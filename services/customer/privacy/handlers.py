"""Erasure: the keys of a person's streams are destroyed, so no copy anywhere can be read again."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import or_, select

from services.customer.archive.aggregate import CUSTOMER
from services.customer.archive.commands import ErasePerson
from services.customer.archive.decide import decide
from services.customer.archive.tables import customers
from services.customer.contact.aggregate import CONTACT, EraseContact
from services.customer.contact.aggregate import decide as decide_contact
from services.customer.contact.handlers import change_contact
from services.customer.contact.tables import contacts
from shared.eventstore.work import Work

BEFORE_RESTORE: Final = "erased before a backup was restored"


async def erase_person(work: Work, customer_id: str, reason: str) -> list[str]:
    """Makes a person unreadable everywhere, with the duplicates merged with them and the contacts they had.

    Gives the streams whose keys are gone.
    """
    gone: list[str] = []
    for member in await _lineage(work, customer_id):
        customer = await work.load(CUSTOMER, member, must_exist=True)
        work.record(customer, decide(customer.state, ErasePerson(reason)))
        gone.append(customer.name)
        held = await work.rows(select(contacts.c.contact_id).where(contacts.c.customer_id == member))
        for row in held:
            contact = await work.load(CONTACT, row["contact_id"])
            work.record(contact, decide_contact(contact.state, EraseContact(reason)))
            gone.append(contact.name)
    for stream in gone:
        await work.destroy_key(stream)
    return gone


async def _lineage(work: Work, customer_id: str) -> Sequence[str]:
    """The customer, those merged into it, and those it was merged into; the one asked for comes first."""
    found = [customer_id]
    for member in found:
        rows = await work.rows(
            select(customers.c.customer_id, customers.c.survivor_id)
            .where(or_(customers.c.customer_id == member, customers.c.survivor_id == member))
            .order_by(customers.c.customer_id)
        )
        near = [one for row in rows for one in (row["customer_id"], row["survivor_id"]) if one is not None]
        found.extend(one for one in dict.fromkeys(near) if one not in found)
    return found


async def erase_contact(work: Work, contact_id: str, reason: str) -> list[str]:
    """Makes a contact unreadable everywhere; gives the streams whose keys are gone."""
    await change_contact(work, contact_id, EraseContact(reason))
    name = CONTACT.stream(contact_id)
    await work.destroy_key(name)
    return [name]


async def customer_again(work: Work, customer_id: str) -> None:
    """A restored customer who was erased after the backup is erased again; each of a lineage is on the list itself."""
    customer = await work.load(CUSTOMER, customer_id)
    if customer.exists:
        work.record(customer, decide(customer.state, ErasePerson(BEFORE_RESTORE)))


async def contact_again(work: Work, contact_id: str) -> None:
    """A restored contact who was erased after the backup is erased again."""
    contact = await work.load(CONTACT, contact_id)
    if contact.exists:
        work.record(contact, decide_contact(contact.state, EraseContact(BEFORE_RESTORE)))


ERASERS: Final = {"customer": customer_again, "contact": contact_again}
"""By the kind of stream."""
