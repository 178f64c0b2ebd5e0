"""How what is owed is aged, dunned and valued: what was laid down, and a form that lays it down anew from a day on."""

from typing import Annotated, Final

from fastapi import Form, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.ageing.forms import LISTS, body_of, fields_of
from services.portal.pages.ageing.layout import bucket_name, buckets_of
from services.portal.pages.ageing.seen import Scheme, Schemes
from services.portal.pages.drafting.fields import Fields, Said, sent
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.web.routing import allowed

routes = page_router()

ADDRESS: Final = "/arrears/rules"
READ: Final = "contract.setting.read"
LAYS_DOWN: Final = "contract.setting.lay_down"
PATIENCE: Final = 10.0
Key = Annotated[str, Form(max_length=100)]


@routes.get(ADDRESS, dependencies=[allowed(READ)])
async def index(visit: Visiting) -> Response:
    return await _shown(visit)


@routes.post(ADDRESS, dependencies=[allowed(LAYS_DOWN)])
async def lay_down(visit: Visiting, key: Key) -> Response:
    fields = sent(await visit.request.form())
    told = await visit.asking.tell("contract", "/v1/ageing-schemes", body_of(fields), key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(ADDRESS, status_code=303)
    wrong = Said(places={f"/{name}": name for name in LISTS}).wrong(told.body.get("errors"))
    return await _shown(
        visit, fields, {name.partition("-")[0]: why for name, why in wrong.items()}, told.why, told.status
    )


async def _shown(
    visit: Visit, fields: Fields | None = None, wrong: dict[str, str] | None = None, why: str = "", status: int = 200
) -> Response:
    found = await visit.asking.ask_whole("contract", "/v1/ageing-schemes", Schemes, "items")
    known = found.value.items if found.value else []
    today = visit.running.store.clock.today(visit.running.store.zone)
    holds = in_force(known, today)
    return page(
        visit,
        "ageing/schemes.html",
        status,
        found=found,
        known=known[::-1],
        holds=holds,
        named=lambda scheme: [bucket_name(one, visit.say) for one in buckets_of(scheme.buckets)],
        fields=fields or ({**fields_of(holds), "from_on": today.isoformat()} if holds else {}),
        wrong=wrong or {},
        why=why,
    )


def in_force(known: list[Scheme], today: object) -> Scheme | None:
    """What holds on a day: the latest that has begun, of one day what was said last."""
    begun = [one for one in known if str(one.from_on) <= str(today)]
    latest = max((one.from_on for one in begun), default=None)
    return next((one for one in reversed(begun) if one.from_on == latest), None)
