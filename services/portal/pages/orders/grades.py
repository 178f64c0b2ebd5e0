"""Terms by grade: what customers of a grade may order in a month, get off the wholesale price, and owe how long."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Final

from fastapi import Form, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.collection.deeds import share
from services.portal.pages.drafting.fields import Fields, Said, figure, sent
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.orders.seen import ServicePlan, ServicePlans
from shared.web.routing import allowed

routes = page_router()

READS, LAYS_DOWN = "customer.credit.read", "customer.service_plan.lay_down"
AT: Final = "/orders/grades"
GRADES: Final = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C", "unknown")
CURRENCIES: Final = ("CNY", "EUR", "USD", "HKD", "JPY", "GBP")
PATIENCE: Final = 10.0
PLACES: Final = {"/purchase_limit": "purchase_limit"}
Key = Annotated[str, Form(max_length=100)]


@routes.get(AT, dependencies=[allowed(READS)])
async def index(visit: Visiting) -> Response:
    return await _shown(visit)


@routes.post(AT, dependencies=[allowed(LAYS_DOWN)])
async def lay_down(visit: Visiting, key: Key) -> Response:
    """What counts from a day on; what is left empty is not limited."""
    fields = sent(await visit.request.form())
    told = await visit.asking.tell("customer", "/v1/service-plans", plan_body(fields), key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(AT, status_code=303)
    wrong = {name.partition("-")[0]: why for name, why in Said(places=PLACES).wrong(told.body.get("errors")).items()}
    return await _shown(visit, fields, wrong, told.why, told.status)


def plan_body(fields: Fields) -> dict[str, Any]:
    """The terms of a grade as they were typed: money, a discount in percent, days."""
    said: dict[str, Any] = {name: fields[name] for name in ("grade", "effective_on") if fields.get(name)}
    if amount := figure(fields.get("purchase_limit", "")):
        said["purchase_limit"] = {"amount": amount, "currency": fields.get("currency") or "CNY"}
    if (discount := share(fields.get("discount", ""))) is not None:
        said["discount"] = discount
    if days := fields.get("term_days", ""):
        said["term_days"] = int(days) if days.isascii() and days.isdigit() else days
    return said


async def _shown(
    visit: Visit,
    fields: Fields | None = None,
    wrong: dict[str, str] | None = None,
    why: str = "",
    status: int = 200,
) -> Response:
    found = await visit.asking.ask_whole("customer", "/v1/service-plans", ServicePlans, "items")
    rows = found.value.items if found.value else []
    today = visit.running.store.clock.today(visit.running.store.zone)
    return page(
        visit,
        "orders/grades.html",
        status,
        found=found,
        in_force=in_force(rows, today),
        rows=sorted(rows, key=lambda one: (one.effective_on, one.version), reverse=True),
        people=await names_of(visit, [one.laid_down_by for one in rows]),
        grades=GRADES,
        currencies=[(one, one) for one in CURRENCIES],
        fields=fields or {"currency": "CNY", "effective_on": today.isoformat()},
        wrong=wrong or {},
        why=why,
    )


def in_force(rows: Sequence[ServicePlan], on: date) -> dict[str, ServicePlan]:
    """By grade, from the best, the terms that count on a day: the last word of the last day."""
    found: dict[str, ServicePlan] = {}
    for one in sorted(rows, key=lambda each: (each.effective_on, each.version)):
        if one.effective_on <= on:
            found[one.grade] = one
    return {grade: found[grade] for grade in GRADES if grade in found}
