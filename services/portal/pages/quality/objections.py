"""What customers objected to: registered, upheld with its prevention, or turned down; and goods that are held."""

import asyncio
from typing import Annotated, Any, Final

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.drafting.fields import ASKED_FOR, Fields, Refused, Said, sent
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.orders.seen import OrderShown
from services.portal.pages.quality.comparing import values_of
from services.portal.pages.quality.seen import HeldBatches, Objections
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READS, SPECIFIES = "contract.order.read", "contract.order.specify"
AT: Final = "/orders/objections"
LINES: Final = 50
PATIENCE: Final = 10.0
Text = Annotated[str, Query(max_length=200)]
Cursor = Annotated[str, Query(max_length=1000)]
Key = Annotated[str, Form(max_length=100)]
MaybeOrder = Annotated[str, Query(pattern="^([0-9a-f-]{36})?$")]


@routes.get("/orders/goods", dependencies=[allowed(READS)])
async def goods(visit: Visiting, cursor: Cursor = "") -> Response:
    """Goods that are held and wait for somebody to decide, those measured first at the top."""
    found = await visit.asking.ask("contract", "/v1/held-batches", HeldBatches, {"cursor": cursor, "limit": LINES})
    rows = found.value.items if found.value else []
    contracts, parties = await asyncio.gather(
        contracts_named(visit, [one.contract_id for one in rows]),
        customers_named(visit, [one.counterparty_id for one in rows]),
    )
    template = "quality/goods_lines.html" if visit.fragment else "quality/goods.html"
    return page(visit, template, found=found, contracts=contracts, parties=parties, values_of=values_of)


@routes.get(AT, dependencies=[allowed(READS)])
async def index(visit: Visiting, grade: Text = "", cursor: Cursor = "") -> Response:
    return await _listed(visit, grade, cursor)


@routes.get(f"{AT}/new", dependencies=[allowed(SPECIFIES)])
async def new(
    visit: Visiting, order: MaybeOrder = "", grade: Text = "", defect: Annotated[str, Query(max_length=64)] = ""
) -> Response:
    return await _form(visit, {"order_id": order, "grade": grade, "defect": defect})


@routes.post(f"{AT}/new", dependencies=[allowed(SPECIFIES)])
async def register(visit: Visiting, key: Key) -> Response:
    """From now on goods like them with this defect are held."""
    fields = sent(await visit.request.form())
    names = ("counterparty_id", "order_id", "grade", "specification", "defect", "words", "effective_on")
    body = {name: fields[name] for name in names if fields.get(name)}
    told = await visit.asking.tell("contract", "/v1/objections", body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(AT, status_code=303)
    return await _form(visit, fields, Said().wrong(told.body.get("errors")), told.why, told.status)


@routes.post(f"{AT}/{{objection_id}}/answer", dependencies=[allowed(SPECIFIES)])
async def answer(objection_id: Id, visit: Visiting, key: Key) -> Response:
    """Upheld, with what prevents it from now on, or turned down."""
    fields = sent(await visit.request.form())
    body = {name: fields[name] for name in ("outcome", "prevention") if fields.get(name)}
    path = f"/v1/objections/{objection_id}/answer"
    told = await visit.asking.tell("contract", path, body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(AT, status_code=303)
    return await _listed(visit, "", "", Refused.by(told, objection_id, fields))


async def _listed(visit: Visit, grade: str, cursor: str, refused: Refused = ASKED_FOR) -> Response:
    asked = {"grade": grade.strip(), "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/objections", Objections, asked)
    parties = await customers_named(visit, [one.counterparty_id for one in found.value.items] if found.value else [])
    return page(
        visit,
        "quality/objection_lines.html" if visit.fragment else "quality/objections.html",
        refused.status,
        found=found,
        parties=parties,
        grade=grade,
        **refused.shown,
    )


async def _form(
    visit: Visit,
    fields: Fields,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
) -> Response:
    """About an order the customer stands; else it is searched for."""
    order: Any = None
    if fields.get("order_id"):
        order = (await visit.asking.ask("contract", f"/v1/orders/{fields['order_id']}", OrderShown)).value
    customer = order.counterparty_id if order else fields.get("counterparty_id", "")
    return page(
        visit,
        "quality/objection_form.html",
        status,
        order=order,
        customer=customer,
        called=(await customers_named(visit, [customer])).get(customer, ""),
        fields=fields,
        wrong=wrong or {},
        why=why,
    )
