"""What everybody's work goes by: types of contracts with their rules, caps and rates, classes of assets."""

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import Final

from fastapi import Response

from services.portal.pages.administration.lists.seen import AssetClasses, ContractTypes, Setting, Settings
from services.portal.pages.administration.places import room
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.words import N_
from shared.web.routing import allowed

routes = page_router()

SETTINGS: Final = {
    "deposit_cap": N_("Earnest money, at most"),
    "retention_cap": N_("Kept back, at most"),
    "small_supplier_days": N_("Small suppliers are paid within days"),
    "late_payment_rate": N_("Late payment bears a day"),
    "loan_prime_rate": N_("Loan prime rate of one year"),
}
DAYS: Final = frozenset({"small_supplier_days"})
PLACES: Final = {"own": N_("the contract's unit"), "parent": N_("the unit above"), "headquarters": N_("headquarters")}
REFERENCES: Final = {"minutes": N_("minutes"), "sourcing": N_("how the supplier was chosen")}
WAYS: Final = {
    "template": N_("a template"),
    "paper": N_("the other party's paper"),
    "copy": N_("another contract"),
    "own": N_("words of one's own"),
}


@routes.get("/administration/lists", dependencies=[allowed("contract.type.read")])
async def index(visit: Visiting) -> Response:
    ask = visit.asking.ask_whole
    types, settings, classes = await asyncio.gather(
        ask("contract", "/v1/types", ContractTypes, "items"),
        ask("contract", "/v1/settings", Settings, "items"),
        ask("asset", "/v1/classes", AssetClasses, "classes"),
    )
    today = visit.running.store.clock.today(visit.running.store.zone)
    return room(
        visit,
        "lists/page.html",
        types=types,
        settings=settings,
        holding=in_force(settings.value.items, today) if settings.value else [],
        classes=classes,
        called=SETTINGS,
        days=DAYS,
        places=PLACES,
        references=REFERENCES,
        ways=WAYS,
    )


def in_force(settings: Iterable[Setting], on: date) -> list[Setting]:
    """What holds on a day of caps and rates, for all contracts first, then type by type; stamp duty has a page of its
    own. Of one day what was said last counts.
    """
    latest: dict[tuple[str, str], Setting] = {}
    for one in settings:
        place = one.setting, one.type_code or ""
        if one.setting in SETTINGS and one.effective_on <= on:
            known = latest.get(place)
            latest[place] = one if known is None or known.effective_on <= one.effective_on else known
    order = list(SETTINGS)
    held = [one for one in latest.values() if one.value is not None]
    return sorted(held, key=lambda one: (order.index(one.setting), one.type_code or ""))
