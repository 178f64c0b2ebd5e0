"""What is done with a customer's credit and its group."""

from services.customer.archive.aggregate import CUSTOMER
from services.customer.archive.errors import ArchiveClosedError
from services.customer.credit.aggregate import CREDIT, ChangeCredit, ChangeGroup, Credit, decide
from services.customer.credit.events import CreditChanged
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError

MOST_ABOVE = 20
"""Groups within groups that are followed upwards."""


async def change_credit(work: Work, fact: CreditChanged) -> Stream[Credit]:
    """A customer may owe so much from a day on."""
    credit = await _credit(work, fact.customer_id)
    work.record(credit, decide(credit.state, ChangeCredit(fact)))
    return credit


async def change_group(work: Work, customer_id: str, head_id: str | None) -> Stream[Credit]:
    """A customer belongs to the group of another one, or to none."""
    credit = await _credit(work, customer_id)
    above = await _above(work, head_id) if head_id is not None else frozenset[str]()
    work.record(credit, decide(credit.state, ChangeGroup(customer_id, head_id, above)))
    return credit


async def _credit(work: Work, customer_id: str) -> Stream[Credit]:
    customer = await work.load(CUSTOMER, customer_id, must_exist=True)
    if not customer.state.is_open:
        raise ArchiveClosedError(state=customer.state.state)
    return await work.load(CREDIT, customer_id, key=customer.key, unit=customer.unit)


async def _above(work: Work, head_id: str) -> frozenset[str]:
    head = await work.load(CUSTOMER, head_id)
    if not head.exists or not head.state.is_open:
        raise InvalidFieldError("/head_id", "there is no such customer")
    found: set[str] = set()
    async with work.beyond():
        above: str | None = head_id
        while above is not None and above not in found and len(found) < MOST_ABOVE:
            found.add(above)
            above = (await work.load(CREDIT, above)).state.head_id
    return frozenset(found)
