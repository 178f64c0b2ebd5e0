"""What is done with an archive, each in the transaction of whoever asks."""

from services.customer.archive.aggregate import CUSTOMER
from services.customer.archive.commands import Command, MergeInto, RegisterCustomer
from services.customer.archive.decide import decide
from services.customer.archive.events import CustomerKind
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError, NotFoundError


async def register_customer(work: Work, command: RegisterCustomer, unit: str = "") -> int:
    """Opens an archive in a unit and gives its version."""
    customer = await work.load(CUSTOMER, command.customer_id, unit=unit)
    work.record(customer, decide(customer.state, command))
    return customer.version


async def change_customer(work: Work, customer_id: str, command: Command, if_match: int | None = None) -> int:
    """Does what the command says to an archive and gives its version."""
    customer = await work.load(CUSTOMER, customer_id, if_match=if_match, must_exist=True)
    work.record(customer, decide(customer.state, command))
    return customer.version


async def merge_customers(work: Work, customer_id: str, command: MergeInto) -> int:
    """Points a duplicate to its survivor, which must be there and visible."""
    await work.load(CUSTOMER, customer_id, must_exist=True)
    try:
        await work.load(CUSTOMER, command.survivor_id, must_exist=True)
    except NotFoundError as error:
        raise InvalidFieldError("/survivor_id", "there is no such customer") from error
    return await change_customer(work, customer_id, command)


async def kind_of(work: Work, customer_id: str) -> CustomerKind:
    """Whether the customer is an organisation or a person."""
    customer = await work.load(CUSTOMER, customer_id, must_exist=True)
    return customer.state.kind
