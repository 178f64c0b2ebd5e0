"""An asset as it stood at the end of a day, by what was known on another: after moves, corrections and late entries."""

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import Query, Response

from services.portal.pages.assets.classes import class_names
from services.portal.pages.assets.seen import Card, Standing
from services.portal.pages.frame.known import known_by
from services.portal.pages.frame.people import names_of, units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

Day = Annotated[str, Query(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]


@routes.get("/assets/{asset_id}/standing", dependencies=[allowed("asset.card.read")])
async def show(asset_id: Id, visit: Visiting, as_of: Day = "", known_on: Day = "") -> Response:
    """What counted on the day, by what was recorded by the end of the other one; today without any."""
    ask, own = visit.asking.ask, f"/v1/assets/{asset_id}"
    day = as_of or visit.running.store.clock.today(visit.running.store.zone).isoformat()
    known = known_by(visit, known_on)
    asked = {"on": day, "known_until": known}
    card, standing, classes = await asyncio.gather(
        ask("asset", own, Card), ask("asset", f"{own}/as-of", Standing, asked), class_names(visit)
    )
    if card.state == "none":
        raise NotFoundError
    found = standing.value
    return page(
        visit,
        "assets/standing.html" if visit.fragment else "assets/standing_page.html",
        asset_id=asset_id,
        card=card,
        standing=standing,
        units=await units_of(visit, [found.unit_id] if found else []),
        names=await names_of(visit, [found.holder_id or ""] if found else []),
        classes=classes,
        as_of=day,
        known_on=known_on,
        known_at=datetime.fromisoformat(known) if known else None,
    )
