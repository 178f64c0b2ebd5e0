from services.customer.archive.endpoints import CustomerKey
from services.customer.archive.schemas import ReasonBody
from services.customer.contact.endpoints import ContactKey
from services.customer.erasure import handlers
from shared.web.routing import Command, allowed, router
from shared.web.schemas import Answer

routes = router()


class Erased(Answer):
    """What can't be read any more, by stream, and what law keeps readable to few."""

    erased: list[str]
    retained: list[str]


@routes.post("/v1/customers/{customer_id}/erasure", dependencies=[allowed("customer.archive.erase")])
async def erase_customer(customer_id: CustomerKey, body: ReasonBody, work: Command) -> Erased:
    """Makes a person unreadable in every store and copy; business facts stay."""
    return Erased(erased=await handlers.erase_person(work, customer_id, body.reason), retained=[])


@routes.post("/v1/contacts/{contact_id}/erasure", dependencies=[allowed("customer.contact.erase")])
async def erase_contact(contact_id: ContactKey, body: ReasonBody, work: Command) -> Erased:
    """Makes the person unreadable in every store and copy."""
    return Erased(erased=await handlers.erase_contact(work, contact_id, body.reason), retained=[])
