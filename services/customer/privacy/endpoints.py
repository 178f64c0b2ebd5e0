from services.customer.archive import queries as archive
from services.customer.archive.endpoints import CustomerKey
from services.customer.archive.schemas import CustomerAnswer, HistoryLine, ReasonBody
from services.customer.contact import queries as contact
from services.customer.contact.endpoints import ContactKey
from services.customer.contact.schemas import ContactAnswer
from services.customer.privacy import handlers
from shared.web.routing import Command, Query, allowed, router
from shared.web.schemas import Answer

routes = router()


class Erased(Answer):
    """What can't be read any more, by stream, and what law keeps readable to few."""

    erased: list[str]
    retained: list[str]


class PersonalData(Answer):
    """Everything this service holds of a person, as one file."""

    customer: CustomerAnswer
    contacts: list[ContactAnswer]
    history: list[HistoryLine]


@routes.get("/v1/customers/{customer_id}/personal-data", dependencies=[allowed("customer.archive.erase")])
async def personal_data(customer_id: CustomerKey, work: Query) -> PersonalData:
    """A person's data as one file, for the person who asks what is held of them."""
    return PersonalData(
        customer=await archive.customer(work, customer_id),
        contacts=await contact.contacts_of(work, customer_id),
        history=await archive.changes(work, customer_id),
    )


@routes.post("/v1/customers/{customer_id}/erasure", dependencies=[allowed("customer.archive.erase")])
async def erase_customer(customer_id: CustomerKey, body: ReasonBody, work: Command) -> Erased:
    """Makes a person unreadable in every store and copy; business facts stay."""
    return Erased(erased=await handlers.erase_person(work, customer_id, body.reason), retained=[])


@routes.post("/v1/contacts/{contact_id}/erasure", dependencies=[allowed("customer.contact.erase")])
async def erase_contact(contact_id: ContactKey, body: ReasonBody, work: Command) -> Erased:
    """Makes the person unreadable in every store and copy."""
    return Erased(erased=await handlers.erase_contact(work, contact_id, body.reason), retained=[])
