"""Registering a customer, and what is done to its archive and contacts: each a form in a dialog of its page."""

from typing import Annotated, Final

from fastapi import Path, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.archives.doings import CHANGE, DOINGS, NEXT, OF_CONTACT, REGISTRATION, STAGE
from services.portal.pages.customers.seen import Contact, Customer
from services.portal.pages.doing.answering import Place, asked, carried_out, doing_of, sent_to
from services.portal.pages.doing.doing import Begun
from services.portal.pages.drafting.fields import Fields, sent
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READS: Final = "customer.archive.read"
CHANGED: Final = "customer-changed"
ROOM: Final = ("/customers", N_("Customers"))
NEW: Final = Place("/customers/new", "/customers", "", ROOM, CHANGED)
Name = Annotated[str, Path(pattern="^[a-z-]{1,30}$")]
Of = Annotated[str, Query(pattern="^([0-9a-f-]{36})?$", description="The contact it is done to")]


@routes.get("/customers/new", dependencies=[allowed(REGISTRATION.permission)])
async def new(visit: Visiting) -> Response:
    return asked(visit, REGISTRATION, _blank(visit), NEW)


@routes.post("/customers/new", dependencies=[allowed(REGISTRATION.permission)])
async def register(visit: Visiting) -> Response:
    fields = sent(await visit.request.form())
    called = {"name": "person_name"} if fields.get("kind") == "person" else {}
    told, refused = await sent_to(visit, REGISTRATION, _blank(visit), REGISTRATION.path, fields, called)
    if told.done:
        return RedirectResponse(f"/customers/{told.body['customer_id']}", status_code=303)
    chosen = fields.get("owner_id", "")
    named = await names_of(visit, [chosen])
    return asked(visit, REGISTRATION, Begun(called=named), NEW, refused)


def _blank(visit: Visit) -> Begun:
    """Whoever registers looks after them, unless somebody else is chosen."""
    fields = {"roles-customer": "yes", "owner_id": visit.staff_id, "identifiers-0-kind": "social_credit_code"}
    return Begun(fields, called={visit.staff_id: visit.name})


@routes.get("/customers/{customer_id}/deeds/{name}", dependencies=[allowed(READS)])
async def show(customer_id: Id, name: Name, visit: Visiting, of: Of = "") -> Response:
    doing = doing_of(visit, DOINGS, name)
    customer = await _customer(visit, customer_id)
    return asked(visit, doing, await _begun(visit, customer, name, of), _place(customer, name, of))


@routes.post("/customers/{customer_id}/deeds/{name}", dependencies=[allowed(READS)])
async def do(customer_id: Id, name: Name, visit: Visiting, of: Of = "") -> Response:
    """Sends it; a second click of the same form is the same deed."""
    doing = doing_of(visit, DOINGS, name)
    customer = await _customer(visit, customer_id)
    begun, place = await _begun(visit, customer, name, of), _place(customer, name, of)
    called = {"name": "person_name"} if name == CHANGE and customer.kind == "person" else {}
    path = doing.path.format(customer_id=customer_id, of=of)
    return await carried_out(visit, doing, begun, place, path, called)


def _place(customer: Customer, name: str, of: str) -> Place:
    back = f"/customers/{customer.customer_id}"
    at = f"{back}/deeds/{name}" + (f"?of={of}" if of else "")
    return Place(at, back, customer.name or "", ROOM, CHANGED)


async def _customer(visit: Visit, customer_id: str) -> Customer:
    found = await visit.asking.ask("customer", f"/v1/customers/{customer_id}", Customer)
    if found.value is None:
        raise NotFoundError
    return found.value


async def _begun(visit: Visit, customer: Customer, name: str, of: str) -> Begun:
    """What the form starts from: the archive as it is, or the contact."""
    if name in OF_CONTACT:
        found = await visit.asking.ask("customer", f"/v1/contacts/{of}", Contact) if of else None
        if found is None or found.value is None or found.value.customer_id != customer.customer_id:
            raise NotFoundError
        return of_contact(visit, found.value)
    if name == CHANGE:
        return of_archive(customer)
    owner = customer.owner_id or ""
    stages = [(one, visit.say(TERMS[one])) for one in NEXT.get(customer.stage, ())]
    options = {"stage": stages} if name == STAGE else {}
    return Begun({"owner_id": owner}, customer.version, await names_of(visit, [owner]), options)


def of_archive(customer: Customer) -> Begun:
    """The fields that say what the archive says."""
    fields: Fields = {"name": customer.name or "", "region": customer.region or "", "industry": customer.industry or ""}
    fields |= {f"roles-{role}": "yes" for role in customer.roles}
    for at, one in enumerate(customer.identifiers):
        fields |= {f"identifiers-{at}-kind": one.kind, f"identifiers-{at}-value": one.value}
    return Begun(fields, customer.version)


def of_contact(visit: Visit, contact: Contact) -> Begun:
    """The fields that say who it is; a function or language of its own stays among the choices."""
    names = ("name", "role", "function", "email", "phone", "locale")
    fields = {name: getattr(contact, name) or "" for name in names}
    options = {}
    for asked_for in DOINGS["contact"].fields:
        known = {value: visit.say(text) for value, text in asked_for.options.items()}
        own = {fields[asked_for.name]: visit.say(TERMS.get(fields[asked_for.name], fields[asked_for.name]))}
        if asked_for.kind == "pick":
            options[asked_for.name] = list({**own, **known}.items())
    return Begun(fields, contact.version, options=options)
