"""Assets: the cards, and one card with its books, where it came from, and what is left to charge."""

import asyncio
from decimal import Decimal
from typing import Annotated, Any, Final

from fastapi import Query, Response

from services.portal.pages.assets.classes import class_names
from services.portal.pages.assets.seen import Cards, Chain, Detail, Schedule
from services.portal.pages.frame.people import names_of, units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.words import N_
from services.portal.pages.why.endpoints import Narrowing
from services.portal.pages.why.timeline import framed
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

LINES: Final = 50
BOOK_VALUE: Final = N_("Book value")


@routes.get("/assets", dependencies=[allowed("asset.card.read")])
async def index(visit: Visiting, cursor: Annotated[str, Query(max_length=500)] = "") -> Response:
    found, classes = await asyncio.gather(
        visit.asking.ask("asset", "/v1/assets", Cards, {"cursor": cursor, "limit": LINES}), class_names(visit)
    )
    units = await units_of(visit, [one.unit_id for one in found.value.assets] if found.value else [])
    template = "assets/lines.html" if visit.fragment else "assets/list.html"
    return page(visit, template, found=found, units=units, classes=classes)


@routes.get("/assets/{asset_id}", dependencies=[allowed("asset.card.read")])
async def show(asset_id: Id, visit: Visiting, narrowed: Narrowing) -> Response:
    ask, own = visit.asking.ask, f"/v1/assets/{asset_id}"
    card, chain, schedule, classes = await asyncio.gather(
        ask("asset", own, Detail),
        ask("asset", f"{own}/chain", Chain),
        ask("asset", f"{own}/schedule", Schedule),
        class_names(visit),
    )
    if card.state == "none":
        raise NotFoundError
    units = await units_of(visit, [card.value.unit_id] if card.value else [])
    names = await names_of(visit, [card.value.holder_id or ""] if card.value else [])
    chart = _falling(card.value, schedule.value, visit.say(BOOK_VALUE)) if card.value and schedule.value else None
    return page(
        visit,
        "assets/one.html",
        card=card,
        chain=chain,
        schedule=schedule,
        units=units,
        names=names,
        classes=classes,
        chart=chart,
        **framed("assets", asset_id, narrowed),
    )


def _falling(card: Detail, schedule: Schedule, name: str) -> dict[str, Any] | None:
    """The book value after each charge that is left."""
    if not schedule.rows:
        return None
    left, values = Decimal(card.cost.amount) - Decimal(schedule.accumulated.amount), []
    for row in schedule.rows:
        left -= Decimal(row.charge.amount)
        values.append(float(left))
    labels = [row.date.strftime("%Y-%m") for row in schedule.rows]
    return {"labels": labels, "series": [{"name": f"{name} {card.cost.currency}", "type": "line", "data": values}]}
