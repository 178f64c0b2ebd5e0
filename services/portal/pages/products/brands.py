"""Brands by month: which are key and which are tracked, and what was ordered of each."""

import asyncio
from typing import Annotated, Final

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.drafting.fields import Fields, Said, sent
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.products.endpoints import KEEPS, PATIENCE, READ, today_of
from services.portal.pages.products.seen import BrandFigures, BrandMonth
from shared.web.routing import allowed

routes = page_router()

ROLES: Final = ("key", "tracked")
Month = Annotated[str, Query(pattern="^((19|20)[0-9]{2}-(0[1-9]|1[0-2]))?$")]


def named(text: str) -> list[str]:
    """Brands as they are typed: one a line, or with commas between."""
    return [
        one.strip() for one in text.replace("，", ",").replace("、", ",").replace("\n", ",").split(",") if one.strip()
    ]


@routes.get("/products/brands", dependencies=[allowed(READ)])
async def index(visit: Visiting, month: Month = "") -> Response:
    return await _shown(visit, month or f"{today_of(visit):%Y-%m}")


@routes.post("/products/brands", dependencies=[allowed(KEEPS)])
async def lay_down(visit: Visiting, key: Annotated[str, Form(max_length=100)]) -> Response:
    fields = sent(await visit.request.form())
    brands = {role: named(fields.get(f"brands_{role}", "")) for role in ROLES}
    body = {"month": fields.get("month", ""), **brands}
    told = await visit.asking.tell("contract", "/v1/brand-months", body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"/products/brands?month={body['month']}", status_code=303)
    places = {f"/{role}": f"brands_{role}" for role in ROLES}
    wrong = {name.partition("-")[0]: why for name, why in Said(places=places).wrong(told.body.get("errors")).items()}
    return await _shown(visit, f"{today_of(visit):%Y-%m}", fields, wrong, told.why, told.status)


async def _shown(
    visit: Visit,
    month: str,
    fields: Fields | None = None,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
) -> Response:
    sees = visit.may("contract.order.read")
    ask = visit.asking.ask_whole
    said, figures = await asyncio.gather(
        ask("contract", "/v1/brand-months", BrandMonth, "items", {"month": month}),
        ask("contract", "/v1/brand-figures", BrandFigures, "items", {"month": month}) if sees else _nothing(),
    )
    rows = said.value.items if said.value else []
    brands = {role: [one.brand for one in rows if one.role == role] for role in ROLES}
    typed = {f"brands_{role}": "\n".join(brands[role]) for role in ROLES}
    return page(
        visit,
        "products/brands.html",
        status,
        month=month,
        said=said,
        rows=rows,
        brands=brands,
        figures=figures,
        fields=fields or {"month": month, **typed},
        wrong=wrong or {},
        why=why,
    )


async def _nothing() -> None:
    return None
