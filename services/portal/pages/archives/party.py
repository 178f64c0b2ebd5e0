"""How a counterparty stands in contracts: related to us or not, stopped or not, and of what size; each in a dialog."""

from typing import Annotated, Final

from fastapi import Path, Response

from services.portal.pages.customers.by_hand import SIZES
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.customers.seen import Standing
from services.portal.pages.doing.answering import Place, asked, carried_out, doing_of
from services.portal.pages.doing.doing import Begun, Doing, Field
from services.portal.pages.drafting.fields import Fields
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READS, JUDGES = "contract.party.read", "contract.party.judge"
AT: Final = "/customers/{customer_id}/party/{name}"
ROOM: Final = ("/customers", N_("Customers"))
CHANGED: Final = "party-changed"
DOINGS: Final = {
    "standing": Doing(
        N_("Say how they stand"),
        JUDGES,
        "contract",
        "/v1/parties/{customer_id}/standing",
        (
            Field(
                "related",
                N_("They are related to us"),
                "yes",
                hint=N_("Routes of approval may ask more of contracts with them."),
            ),
            Field(
                "blocked",
                N_("Contracts with them are stopped"),
                "yes",
                hint=N_("No contract with them goes into review."),
            ),
            Field("reason", N_("Reason"), "long", required=True, most=500),
        ),
        N_("It counts from now on."),
    ),
    "size": Doing(
        N_("Say of what size they are"),
        JUDGES,
        "contract",
        "/v1/parties/{customer_id}/sizes",
        (
            Field("size", N_("Size of the business"), "pick", required=True, options=SIZES),
            Field("effective_on", N_("From"), "day", required=True),
        ),
        N_("It counts from that day on."),
        hint=N_("Micro, small and medium-sized suppliers are protected by law from late payment."),
    ),
}
Name = Annotated[str, Path(pattern="^[a-z-]{1,30}$")]


@routes.get(AT, dependencies=[allowed(READS)])
async def show(customer_id: Id, name: Name, visit: Visiting) -> Response:
    doing = doing_of(visit, DOINGS, name)
    return asked(visit, doing, await _begun(visit, customer_id), await _place(visit, customer_id, name))


@routes.post(AT, dependencies=[allowed(READS)])
async def do(customer_id: Id, name: Name, visit: Visiting) -> Response:
    """Sends it; a second click of the same form is the same deed."""
    doing = doing_of(visit, DOINGS, name)
    begun, place = await _begun(visit, customer_id), await _place(visit, customer_id, name)
    return await carried_out(visit, doing, begun, place, doing.path.format(customer_id=customer_id))


async def _begun(visit: Visit, customer_id: str) -> Begun:
    """From how they stand today."""
    found = await visit.asking.ask("contract", f"/v1/parties/{customer_id}", Standing)
    today = visit.running.store.clock.today(visit.running.store.zone)
    fields: Fields = {"effective_on": today.isoformat()}
    if found.value is not None:
        said = {"related": found.value.related, "blocked": found.value.blocked}
        fields |= {name: "yes" for name, holds in said.items() if holds} | {"size": found.value.size or ""}
    return Begun(fields)


async def _place(visit: Visit, customer_id: str, name: str) -> Place:
    called = (await customers_named(visit, [customer_id])).get(customer_id, "")
    back = f"/customers/{customer_id}"
    return Place(f"{back}/party/{name}", back, called, ROOM, CHANGED)
