"""Prices of a key account are laid down: the terms by which they are made, then what units cost; one is explained."""

import asyncio
from typing import Annotated, Any, Final

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.collection.deeds import share
from services.portal.pages.contracts.seen import Contract
from services.portal.pages.drafting.fields import Fields, Said, figure, rows_of, sent
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.pages.masters.prices import said_of
from services.portal.pages.masters.seen import Quote, Terms, TermsList
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READ, LAYS_DOWN = "contract.price.read", "contract.price.lay_down"
PATIENCE: Final = 10.0
Key = Annotated[str, Form(max_length=100)]
MODES: Final = (("global", N_("one price for all countries")), ("local", N_("local best prices within a share")))


@routes.get("/masters/{contract_id}/prices/terms", dependencies=[allowed(LAYS_DOWN)])
async def terms_form(contract_id: Id, visit: Visiting) -> Response:
    """The terms as they are, to be said anew from a day on."""
    found = await visit.asking.ask("contract", f"/v1/contracts/{contract_id}/price-terms", TermsList, {"limit": 1})
    last = found.value.items[0].terms if found.value and found.value.items else None
    return await _form(visit, contract_id, "masters/terms.html", fields_of(last) if last else {"mode": "local"})


@routes.post("/masters/{contract_id}/prices/terms", dependencies=[allowed(LAYS_DOWN)])
async def lay_down_terms(contract_id: Id, visit: Visiting, key: Key) -> Response:
    fields = sent(await visit.request.form())
    said = terms_in(fields)
    return await _sent(visit, contract_id, "price-terms", "masters/terms.html", fields, said, key)


@routes.get("/masters/{contract_id}/prices/new", dependencies=[allowed(LAYS_DOWN)])
async def prices_form(contract_id: Id, visit: Visiting) -> Response:
    return await _form(visit, contract_id, "masters/laying.html", {})


@routes.post("/masters/{contract_id}/prices/new", dependencies=[allowed(LAYS_DOWN)])
async def lay_down_prices(contract_id: Id, visit: Visiting, key: Key) -> Response:
    fields = sent(await visit.request.form())
    said = prices_in(fields)
    return await _sent(visit, contract_id, "key-prices", "masters/laying.html", fields, said, key)


@routes.get("/masters/{contract_id}/prices/explained", dependencies=[allowed(READ)])
async def explained(
    contract_id: Id,
    visit: Visiting,
    product: Annotated[str, Query(max_length=64)] = "",
    country: Annotated[str, Query(max_length=2)] = "",
    on: Annotated[str, Query(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")] = "",
) -> Response:
    """What a unit costs in a country on a day, step by step."""
    asked = {"product_code": product, "country": country.upper(), **({"on": on} if on else {})}
    contract, quote = await asyncio.gather(
        visit.asking.ask("contract", f"/v1/contracts/{contract_id}", Contract),
        visit.asking.ask("contract", f"/v1/contracts/{contract_id}/key-price", Quote, asked),
    )
    if contract.state == "none":
        raise NotFoundError
    template = "masters/explained.html" if visit.fragment else "masters/explained_page.html"
    return page(visit, template, contract_id=contract_id, contract=contract, quote=quote, said_of=said_of)


def terms_in(fields: Fields) -> Said:
    """The terms as the service reads them: shares are typed in percent."""
    said = Said()
    for one in ("mode", "lead", "effective_on"):
        if fields.get(one):
            said.body[one] = fields[one].upper() if one == "lead" else fields[one]
    if fields.get("mode") == "local":
        said.body["share"] = share(fields.get("share", ""))
    said.body["countries"] = []
    for at in rows_of(fields, "place", ("country", "currency")):
        said.places[f"/countries/{len(said.body['countries'])}"] = f"place-{at}"
        row = {name: fields.get(f"place-{at}-{name}", "") for name in ("country", "currency", "unit_id", "decimals")}
        place: dict[str, Any] = {name: row[name].upper() for name in ("country", "currency")}
        place |= {name: row[name] for name in ("unit_id",) if row[name]}
        place |= {"decimals": int(row["decimals"])} if row["decimals"].isdigit() else {}
        said.body["countries"].append(place)
    exchange = {name: fields.get(name, "") for name in ("rate_source", "fixing_on")}
    shares = {name: share(fields.get(name, "")) for name in ("band", "sharing")}
    said.body["exchange"] = {**exchange, **shares}
    said.places |= {f"/exchange/{name}": name for name in said.body["exchange"]}
    return said


def prices_in(fields: Fields) -> Said:
    """What units cost, row by row."""
    said = Said(body={"prices": []})
    if fields.get("effective_on"):
        said.body["effective_on"] = fields["effective_on"]
    for at in rows_of(fields, "price", ("product_code", "country", "price")):
        said.places[f"/prices/{len(said.body['prices'])}"] = f"price-{at}"
        row = {name: fields.get(f"price-{at}-{name}", "") for name in ("product_code", "country", "price")}
        said.body["prices"].append({**row, "country": row["country"].upper(), "price": figure(row["price"])})
    return said


def fields_of(terms: Terms) -> Fields:
    """The form that says what the terms say."""
    fields = {"mode": terms.mode, "lead": terms.lead, "share": percent(terms.share)}
    fields |= {"rate_source": terms.exchange.rate_source, "fixing_on": terms.exchange.fixing_on.isoformat()}
    fields |= {"band": percent(terms.exchange.band), "sharing": percent(terms.exchange.sharing)}
    for at, one in enumerate(terms.countries):
        told = {"country": one.country, "currency": one.currency, "unit_id": one.unit_id or ""}
        fields |= {f"place-{at}-{name}": value for name, value in {**told, "decimals": f"{one.decimals}"}.items()}
    return fields


def percent(part: Any) -> str:
    """A share of one as percent are typed; empty for none."""
    return "" if part is None else f"{(part * 100).normalize():f}"


async def _sent(
    visit: Visit, contract_id: str, where: str, template: str, fields: Fields, said: Said, key: str
) -> Response:
    path = f"/v1/contracts/{contract_id}/{where}"
    told = await visit.asking.tell("contract", path, said.body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"/masters/{contract_id}/prices", status_code=303)
    wrong = said.wrong(told.body.get("errors"))
    return await _form(visit, contract_id, template, fields, wrong, told.why, told.status)


async def _form(
    visit: Visit,
    contract_id: str,
    template: str,
    fields: Fields,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
) -> Response:
    contract = await visit.asking.ask("contract", f"/v1/contracts/{contract_id}", Contract)
    if contract.state == "none":
        raise NotFoundError
    return page(
        visit,
        template,
        status,
        contract_id=contract_id,
        contract=contract,
        fields=fields,
        wrong=wrong or {},
        why=why,
        modes=MODES,
        row_numbers=_rows,
    )


def _rows(fields: Fields, kind: str) -> list[int]:
    return rows_of(fields, kind, ("country", "currency") if kind == "place" else ("product_code", "country", "price"))
