"""Whether customers and who signs for them exist, and what they are called: asked of customer at the moment of use."""

from sqlalchemy import literal, select

from services.contract.customer.tables import customers
from services.contract.terms import Side
from shared.eventstore.work import Work
from shared.security.known import known_people, require_people
from shared.security.tables import units
from shared.security.visibility import visible
from shared.values.errors import InvalidFieldError
from shared.web.client import Peers


async def check_counterparty(work: Work, others: Peers, customer_id: str, pointer: str = "/counterparty_id") -> None:
    """Refuses a counterparty that neither this service has heard of nor the customer service knows.

    While the customer service is away the id is taken as it is: drafting goes on, and review sees the party.
    """
    seen = visible(customers.c.unit_id, literal("customer-").concat(customers.c.customer_id))
    known = select(customers.c.customer_id).where(customers.c.customer_id == customer_id, seen)
    if await work.value(known) is not None:
        return
    if await others.get("customer", f"/v1/customers/{customer_id}") is None:
        raise InvalidFieldError(pointer, "there is no such customer")


async def unit_of_customer(work: Work, customer_id: str) -> str | None:
    """The unit that looks after the customer, where it is open, the caller's rights reach it and the customer is known
    here.
    """
    chosen = select(customers.c.unit_id).join(units, units.c.unit_id == customers.c.unit_id)
    unit = await work.value(chosen.where(customers.c.customer_id == customer_id, units.c.active))
    return str(unit) if unit is not None and work.context.covers(unit) else None


async def check_signatory(
    work: Work, others: Peers, side: Side, signatory_id: str | None, pointer: str = "/signatory_id"
) -> None:
    """Refuses a signatory who is nobody: staff sign for us, a contact for the counterparty, or staff on its behalf.

    While the customer service is away a counterparty's signatory is taken as given.
    """
    if side == "counterparty" and signatory_id is not None and not await known_people(work, {signatory_id}):
        found = await others.get("customer", "/v1/people", {"ids": signatory_id})
        if isinstance(found, dict) and not found.get("people"):
            raise InvalidFieldError(pointer, "there is no such contact or member of staff")
        return
    await require_people(work, {pointer: signatory_id})


async def name_of(others: Peers, customer_id: str) -> str | None:
    """The customer's name, or None when it can't be had now."""
    found = await others.get("customer", f"/v1/customers/{customer_id}")
    name = found.get("name") if isinstance(found, dict) else None
    return name if isinstance(name, str) else None
