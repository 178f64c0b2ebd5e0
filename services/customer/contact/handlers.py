"""What is done with a contact, each in the transaction of whoever asks."""

from services.customer.archive.aggregate import CUSTOMER
from services.customer.archive.errors import ArchiveClosedError
from services.customer.contact.aggregate import CONTACT, AddContact, Command, decide
from shared.eventstore.work import Work


async def add_contact(work: Work, command: AddContact) -> int:
    """Adds a person who speaks for a customer, in the customer's unit and under its key; gives the version."""
    customer = await work.load(CUSTOMER, command.customer_id, must_exist=True)
    if not customer.state.is_open:
        raise ArchiveClosedError(state=customer.state.state)
    contact = await work.load(CONTACT, command.contact_id, key=customer.key, unit=customer.unit)
    work.record(contact, decide(contact.state, command))
    return contact.version


async def change_contact(work: Work, contact_id: str, command: Command, if_match: int | None = None) -> int:
    """Does what the command says to a contact and gives its version."""
    contact = await work.load(CONTACT, contact_id, if_match=if_match, must_exist=True)
    work.record(contact, decide(contact.state, command))
    return contact.version
