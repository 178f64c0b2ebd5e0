"""What an archive said before: field by field who changed what, when and why; and all that is held of a person."""

from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Query, Response

from services.portal.pages.customers.seen import Customer
from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.fetching import fetched
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.words import N_
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

FIELDS: Final = {
    "name": N_("Name"),
    "person_name": N_("Name"),
    "identifiers": N_("Numbers it goes by"),
    "personal_identifiers": N_("Numbers of the person"),
    "roles": N_("Roles"),
    "stage": N_("Stage"),
    "cause": N_("Why it is lost"),
    "state": N_("State"),
    "owner_id": N_("Owner"),
    "region": N_("Region"),
    "industry": N_("Industry"),
    "client_kind": N_("Kind of customer"),
}
"""By the name in the history, in the order in which one asks for them."""
SEALED: Final = frozenset({"person_name", "personal_identifiers"})
"""Of these it is kept only that they changed."""
UNSAID: Final = frozenset({"state", "cause"})
"""Of these the history does not tell what was before."""
Field = Annotated[str, Query(pattern="^[a-z_]{0,40}$", description="Only what became of this field")]


class Change(Seen):
    version: int
    field: str
    before: Any
    after: Any
    reason: str
    actor: str
    recorded_at: datetime


class Changes(Seen):
    changes: list[Change]


@routes.get("/customers/{customer_id}/history", dependencies=[allowed("customer.archive.read")])
async def history(customer_id: Id, visit: Visiting, field: Field = "") -> Response:
    """The latest first; of one field where it is named."""
    customer = await visit.asking.ask("customer", f"/v1/customers/{customer_id}", Customer)
    if customer.state == "none":
        raise NotFoundError
    found = await visit.asking.ask_whole("customer", f"/v1/customers/{customer_id}/history", Changes, "changes")
    told = found.value.changes if found.value else []
    shown = [one for one in reversed(told) if not field or one.field == field]
    people = [one.actor for one in shown]
    people += [value for one in shown if one.field == "owner_id" for value in (one.before, one.after) if value]
    known = {one.field for one in told}
    return page(
        visit,
        "archives/history.html",
        customer_id=customer_id,
        customer=customer,
        found=found,
        changes=shown,
        field=field,
        fields=FIELDS,
        asked=[one for one in (*FIELDS, *sorted(known - FIELDS.keys())) if one in known],
        sealed=SEALED,
        unsaid=UNSAID,
        names=await names_of(visit, people),
    )


@routes.get("/customers/{customer_id}/personal-data", dependencies=[allowed("customer.archive.erase")])
async def personal_data(customer_id: Id, visit: Visiting) -> Response:
    """All that is held of a person, as one file to hand to them."""
    found = await fetched(visit, "customer", f"/v1/customers/{customer_id}/personal-data")
    found.headers["Content-Disposition"] = f'attachment; filename="personal-data-{customer_id}.json"'
    return found
