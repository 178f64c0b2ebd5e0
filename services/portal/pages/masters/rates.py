"""Rates of exchange: the list of what was fixed, and the form that fixes one from a day on."""

from typing import Annotated, Final

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.drafting.fields import Fields, Said, figure, sent
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.masters.seen import Rates
from shared.web.routing import allowed

routes = page_router()

ADDRESS: Final = "/masters/rates"
READ, FIXES = "contract.setting.read", "contract.setting.lay_down"
LINES: Final = 50
PATIENCE: Final = 10.0
CURRENCIES: Final = ("CNY", "EUR", "USD", "HKD", "JPY", "GBP")
Key = Annotated[str, Form(max_length=100)]
Code = Annotated[str, Query(pattern="^([A-Z]{3})?$")]
Cursor = Annotated[str, Query(max_length=1000)]


@routes.get(ADDRESS, dependencies=[allowed(READ)])
async def index(visit: Visiting, currency: Code = "", cursor: Cursor = "") -> Response:
    return await _shown(visit, currency, cursor)


@routes.post(ADDRESS, dependencies=[allowed(FIXES)])
async def fix(visit: Visiting, key: Key) -> Response:
    """A rate is fixed once for its day and never changed."""
    fields = sent(await visit.request.form())
    body = {name: fields.get(name, "") for name in ("currency", "against", "source", "effective_on")}
    body["rate"] = figure(fields.get("rate", ""))
    told = await visit.asking.tell("contract", "/v1/exchange-rates", body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(ADDRESS, status_code=303)
    return await _shown(visit, "", "", fields, Said().wrong(told.body.get("errors")), told.why, told.status)


async def _shown(
    visit: Visit,
    currency: str,
    cursor: str,
    fields: Fields | None = None,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
) -> Response:
    asked = {"currency": currency, "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/exchange-rates", Rates, asked)
    people = await names_of(visit, [one.fixed_by for one in found.value.items] if found.value else [])
    today = visit.running.store.clock.today(visit.running.store.zone)
    template = "masters/rate_lines.html" if visit.fragment else "masters/rates.html"
    return page(
        visit,
        template,
        status,
        found=found,
        people=people,
        currency=currency,
        currencies=CURRENCIES,
        fields=fields or {"currency": "USD", "against": "CNY", "effective_on": today.isoformat()},
        wrong=wrong or {},
        why=why,
    )
