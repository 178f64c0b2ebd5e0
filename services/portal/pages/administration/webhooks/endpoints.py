"""Endpoints of partners: which events of which unit go where, what became of each, and the secrets that sign them."""

import asyncio
from typing import Annotated, Final, Literal

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.administration.places import room
from services.portal.pages.administration.webhooks.deeds import DEEDS, DEFINES, READS, REGISTERING, REPLAYING, moments
from services.portal.pages.administration.webhooks.seen import Deliveries, Replays, Webhook, Webhooks
from services.portal.pages.doing.answering import Place, asked, doing_of, done, sent_to, tell
from services.portal.pages.doing.doing import Begun, Doing
from services.portal.pages.drafting.fields import Fields, Refused, Said, sent
from services.portal.pages.frame.asking import Told
from services.portal.pages.frame.people import names_of, units_of
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

AT: Final = "/administration/webhooks"
ROOM: Final = (AT, N_("Webhooks"))
NEW: Final = Place(f"{AT}/new", AT, "", ROOM, "webhook-changed")
LINES, REPLAYS = 50, 10
Stage = Literal["", "waiting", "delivered", "failed"]
Cursor = Annotated[str, Query(max_length=1000)]


@routes.get(AT, dependencies=[allowed(READS)])
async def index(visit: Visiting, which: Literal["", "closed"] = "", cursor: Cursor = "") -> Response:
    """Those in use, or those that were closed."""
    asked_for = {"cursor": cursor, "limit": LINES, "closed": str(which == "closed").lower()}
    found = await visit.asking.ask("notify", "/v1/webhooks", Webhooks, asked_for)
    rows = found.value.webhooks if found.value else []
    return room(
        visit,
        "webhooks/page.html",
        found=found,
        which=which,
        names=await names_of(visit, [one.owner_id or "" for one in rows]),
        units=await units_of(visit, [one.unit_id for one in rows]),
    )


@routes.get(f"{AT}/new", dependencies=[allowed(DEFINES)])
async def new(visit: Visiting) -> Response:
    return asked(visit, REGISTERING, await _begun(visit, {"unit_id": visit.unit_id}), NEW)


@routes.post(f"{AT}/new", dependencies=[allowed(DEFINES)])
async def register(visit: Visiting) -> Response:
    """The secret is told with the answer, this once."""
    fields = sent(await visit.request.form())
    told, refused = await sent_to(visit, REGISTERING, Begun(), REGISTERING.path, fields)
    if told.done:
        return done(visit, REGISTERING, NEW, str(told.body["secret"]))
    return asked(visit, REGISTERING, await _begun(visit, fields), NEW, refused)


@routes.get(f"{AT}/{{webhook_id}}", dependencies=[allowed(READS)])
async def show(webhook_id: Id, visit: Visiting, stage: Stage = "", cursor: Cursor = "") -> Response:
    """One endpoint with the log of its deliveries."""
    return await _one(visit, webhook_id, stage, cursor)


@routes.get(f"{AT}/{{webhook_id}}/deeds/{{name}}", dependencies=[allowed(DEFINES)])
async def ask(webhook_id: Id, name: str, visit: Visiting) -> Response:
    doing, it = doing_of(visit, DEEDS, name), await _webhook(visit, webhook_id)
    return asked(visit, doing, await _begun(visit, _known(visit, it), it), _place(it, name))


@routes.post(f"{AT}/{{webhook_id}}/deeds/{{name}}", dependencies=[allowed(DEFINES)])
async def do(webhook_id: Id, name: str, visit: Visiting) -> Response:
    doing, it = doing_of(visit, DEEDS, name), await _webhook(visit, webhook_id)
    begun, place = await _begun(visit, _known(visit, it), it), _place(it, name)
    told, refused = await _sent(visit, doing, begun, it, sent(await visit.request.form()))
    if told.done:
        return done(visit, doing, place, str(told.body.get("secret", "")))
    return asked(visit, doing, begun, place, refused)


@routes.post(f"{AT}/{{webhook_id}}/deliveries/{{delivery_id}}/resending", dependencies=[allowed(DEFINES)])
async def resend(
    webhook_id: Id, delivery_id: Id, visit: Visiting, key: Annotated[str, Form(max_length=200)]
) -> Response:
    """Sends it once more, under the same id."""
    path = f"/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/resending"
    told = await visit.asking.tell("notify", path, {}, key=key)
    if not told.done:
        return await _one(visit, webhook_id, wrong=told)
    return RedirectResponse(f"{AT}/{webhook_id}", status_code=303)


async def _one(visit: Visit, webhook_id: str, stage: str = "", cursor: str = "", wrong: Told | None = None) -> Response:
    at, narrowed = f"/v1/webhooks/{webhook_id}", {"stage": stage, "cursor": cursor, "limit": LINES}
    it, log, replays = await asyncio.gather(
        _webhook(visit, webhook_id),
        visit.asking.ask("notify", f"{at}/deliveries", Deliveries, narrowed),
        visit.asking.ask("notify", f"{at}/replays", Replays, {"limit": REPLAYS}),
    )
    return room(
        visit,
        "webhooks/one.html",
        wrong.status if wrong else 200,
        it=it,
        found=log,
        replays=replays,
        stage=stage,
        names=await names_of(visit, [it.owner_id or ""]),
        units=await units_of(visit, [it.unit_id]),
        wrong=wrong.why if wrong else "",
    )


async def _sent(visit: Visit, doing: Doing, begun: Begun, it: Webhook, fields: Fields) -> tuple[Told, Refused]:
    path = doing.path.format(webhook_id=it.webhook_id)
    if doing is not REPLAYING:
        return await sent_to(visit, doing, begun, path, fields)
    told = await tell(visit, doing, path, moments(fields, visit.running.store.zone), fields)
    return told, Refused.by(told, "", fields, Said())


async def _webhook(visit: Visit, webhook_id: str) -> Webhook:
    found = await visit.asking.ask("notify", f"/v1/webhooks/{webhook_id}", Webhook)
    if found.value is None:
        raise NotFoundError
    return found.value


def _known(visit: Visit, it: Webhook) -> Fields:
    """What each form begins with."""
    today = visit.running.store.clock.today(visit.running.store.zone)
    events = "\n".join(it.events)
    return {"events": events, "owner_id": it.owner_id or "", "overlap_hours": "24", "since": today.isoformat()}


async def _begun(visit: Visit, fields: Fields, it: Webhook | None = None) -> Begun:
    """With the names of whoever and whatever is chosen."""
    people = await names_of(visit, [fields.get("owner_id", "")])
    called = {**people, **await units_of(visit, [fields.get("unit_id", "")])}
    return Begun(fields, version=it.version if it else 0, called=called)


def _place(it: Webhook, name: str) -> Place:
    back = f"{AT}/{it.webhook_id}"
    return Place(f"{back}/deeds/{name}", back, it.code, ROOM, "webhook-changed")
