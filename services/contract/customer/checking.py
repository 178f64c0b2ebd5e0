"""Whether a customer exists and what it is called: asked of the customer service at the moment of use."""

from sqlalchemy import literal, select

from services.contract.customer.tables import customers
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import InvalidFieldError
from shared.web.client import Peers


async def check_counterparty(work: Work, others: Peers, customer_id: str) -> None:
    """Refuses a counterparty that neither this service has heard of nor the customer service knows.

    While the customer service is away the id is taken as it is: drafting goes on, and review sees the party.
    """
    seen = visible(customers.c.unit_id, literal("customer-").concat(customers.c.customer_id))
    known = select(customers.c.customer_id).where(customers.c.customer_id == customer_id, seen)
    if await work.value(known) is not None:
        return
    if await others.get("customer", f"/v1/customers/{customer_id}") is None:
        raise InvalidFieldError("/counterparty_id", "there is no such customer")


async def name_of(others: Peers, customer_id: str) -> str | None:
    """The customer's name, or None when it can't be had now."""
    found = await others.get("customer", f"/v1/customers/{customer_id}")
    name = found.get("name") if isinstance(found, dict) else None
    return name if isinstance(name, str) else None
