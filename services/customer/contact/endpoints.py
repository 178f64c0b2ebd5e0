from typing import Annotated

from fastapi import Path
from fastapi import Query as QueryParameter

from services.customer.archive.endpoints import CustomerKey
from services.customer.archive.schemas import ReasonBody
from services.customer.contact import handlers, queries
from services.customer.contact.aggregate import FIELDS, ChangeContact, RemoveContact
from services.customer.contact.schemas import (
    ChangeContactBody,
    ContactAnswer,
    ContactAnswers,
    ContactBody,
    ContactMade,
    People,
)
from shared.values.errors import InvalidFieldError
from shared.values.ids import Id, new_id
from shared.web.routing import Command, IfMatch, Page, Query, allowed, router

routes = router()

ContactKey = Annotated[Id, Path(description="The contact's id")]
NEVER_EMPTY = ("role", "name", "locale")
MOST_IDS = 200


@routes.post("/v1/customers/{customer_id}/contacts", status_code=201, dependencies=[allowed("customer.contact.add")])
async def add(customer_id: CustomerKey, body: ContactBody, work: Command) -> ContactMade:
    """Adds a person who speaks for the customer: `role` is what they do there, `function` what it is called there."""
    contact_id = new_id()
    version = await handlers.add_contact(work, body.to_command(contact_id, customer_id))
    return ContactMade(contact_id=contact_id, version=version)


@routes.get("/v1/customers/{customer_id}/contacts", dependencies=[allowed("customer.contact.read")])
async def index(customer_id: CustomerKey, work: Query, page: Page) -> ContactAnswers:
    """Everybody who speaks or spoke for the customer."""
    return ContactAnswers(contacts=await queries.contacts_of(work, customer_id, page))


@routes.get("/v1/contacts/{contact_id}", dependencies=[allowed("customer.contact.read")])
async def show(contact_id: ContactKey, work: Query) -> ContactAnswer:
    """One contact; an erased one reads "[erased]"."""
    return await queries.contact(work, contact_id)


@routes.patch("/v1/contacts/{contact_id}", dependencies=[allowed("customer.contact.change")])
async def change(contact_id: ContactKey, body: ChangeContactBody, work: Command, version: IfMatch) -> ContactMade:
    """Changes the fields that are given and no others."""
    values: dict[str, str | None] = {name: getattr(body, name) for name in FIELDS if name in body.model_fields_set}
    for name in NEVER_EMPTY:
        if name in values and values[name] is None:
            raise InvalidFieldError(f"/{name}", "It can't be empty.")
    command = ChangeContact(body.reason, values)
    return ContactMade(contact_id=contact_id, version=await handlers.change_contact(work, contact_id, command, version))


@routes.post("/v1/contacts/{contact_id}/removal", dependencies=[allowed("customer.contact.change")])
async def remove(contact_id: ContactKey, body: ReasonBody, work: Command) -> ContactMade:
    """The person speaks for the customer no longer."""
    version = await handlers.change_contact(work, contact_id, RemoveContact(body.reason))
    return ContactMade(contact_id=contact_id, version=version)


@routes.get("/v1/people", dependencies=[allowed("customer.person.read")])
async def people(work: Query, ids: Annotated[str, QueryParameter(max_length=MOST_IDS * 37)]) -> People:
    """Names and addresses of up to 200 contacts or customers, ids comma-separated; unknown ones are left out."""
    wanted = [one.strip() for one in ids.split(",") if one.strip()]
    if len(wanted) > MOST_IDS:
        raise InvalidFieldError("/query/ids", f"At most {MOST_IDS} ids.")
    if not all(one.isascii() and one.isprintable() for one in wanted):
        raise InvalidFieldError("/query/ids", "Ids are separated by commas.")
    return People(people=await queries.people(work, wanted))
