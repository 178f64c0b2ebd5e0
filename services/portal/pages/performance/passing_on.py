"""A customer has paid us: the payments of a purchase contract that waited for it fall due from its day on."""

import asyncio
from typing import Annotated, Final

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.by_clause.seen import Contract, Payments
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.deeds.bodies import placed
from services.portal.pages.drafting.fields import Fields, Said, sent
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

MAKES: Final = "contract.payment.make"
AT: Final = "/contracts/{contract_id}/customer-payment"
LATEST: Final = 50
PATIENCE: Final = 10.0
MaybeCustomer = Annotated[str, Query(pattern="^([0-9a-f-]{36})?$")]


@routes.get(AT, dependencies=[allowed(MAKES)])
async def form(contract_id: Id, visit: Visiting, counterparty_id: MaybeCustomer = "") -> Response:
    """Which customer first, then which of the receipts from them."""
    return await _form(visit, contract_id, counterparty_id, {})


@routes.post(AT, dependencies=[allowed(MAKES)])
async def pass_on(contract_id: Id, visit: Visiting, key: Annotated[str, Form(max_length=100)]) -> Response:
    fields = sent(await visit.request.form())
    body = {"receipt_id": fields.get("receipt_id", "")}
    if fields.get("place"):
        body["clause"], body["phase"] = placed(fields["place"])
    path = f"/v1/contracts/{contract_id}/customer-payments"
    told = await visit.asking.tell("contract", path, body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"/contracts/{contract_id}", status_code=303)
    wrong = Said(places={"/clause": "place", "/phase": "place"}).wrong(told.body.get("errors"))
    return await _form(visit, contract_id, fields.get("counterparty_id", ""), fields, wrong, told.why, told.status)


async def _form(
    visit: Visit,
    contract_id: str,
    customer: str,
    fields: Fields,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
) -> Response:
    wanted = {"counterparty_id": customer, "way": "in", "limit": LATEST}
    contract, called = await asyncio.gather(
        visit.asking.ask("contract", f"/v1/contracts/{contract_id}", Contract), customers_named(visit, [customer])
    )
    if contract.state == "none":
        raise NotFoundError
    found = await visit.asking.ask("contract", "/v1/payments", Payments, wanted) if customer else None
    return page(
        visit,
        "performance/passing_on.html",
        status,
        contract=contract,
        contract_id=contract_id,
        customer=customer,
        called=called.get(customer, ""),
        found=found,
        receipts=[one for one in found.value.items if one.of is None] if found and found.value else [],
        fields=fields,
        wrong=wrong or {},
        why=why,
    )
