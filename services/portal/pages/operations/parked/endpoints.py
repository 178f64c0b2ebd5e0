"""Parked messages of every service: listed, shown with what waits behind them, retried, given up with a reason."""

import asyncio
from typing import Annotated, Final, Literal

from fastapi import Form, Path, Query, Response

from services.portal.pages.frame.asking import Told
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.operations.parked.seen import ParkedList, ParkedOne
from shared.settings import PORTS
from shared.values.errors import NotFoundError
from shared.web.routing import allowed

routes = page_router()

LINES: Final = 50
READS, SETTLES = "platform.parked.read", "platform.parked.settle"

State = Literal["parked", "retried", "dropped"]
Service = Annotated[str, Path(pattern=f"^({'|'.join(PORTS)})$")]
Number = Annotated[int, Path(ge=1, lt=10**18)]
Key = Annotated[str, Form(max_length=100)]


@routes.get("/operations/parked", dependencies=[allowed(READS)])
async def index(visit: Visiting, state: State = "parked") -> Response:
    """Every service is asked for its own; one that is away is marked."""
    asked = {"state": state, "limit": LINES}
    parts = await asyncio.gather(*(visit.asking.ask(name, "/v1/parked", ParkedList, asked) for name in PORTS))
    return page(visit, "operations/parked/list.html", parts=parts, state=state)


@routes.get("/operations/parked/{service}", dependencies=[allowed(READS)])
async def more(
    service: Service, visit: Visiting, cursor: Annotated[str, Query(max_length=500)], state: State = "parked"
) -> Response:
    """Where the list of one service goes on."""
    asked = {"state": state, "limit": LINES, "cursor": cursor}
    part = await visit.asking.ask(service, "/v1/parked", ParkedList, asked)
    return page(visit, "operations/parked/more.html", part=part, state=state)


@routes.get("/operations/parked/{service}/{number}", dependencies=[allowed(READS)])
async def show(service: Service, number: Number, visit: Visiting) -> Response:
    return await _shown(visit, service, number)


@routes.post("/operations/parked/{service}/{number}/retry", dependencies=[allowed(SETTLES)])
async def retry(service: Service, number: Number, visit: Visiting, key: Key) -> Response:
    """A second click of the same form is the same retry."""
    told = await visit.asking.tell(service, f"/v1/parked/{number}/retry", {}, key=key)
    return await _shown(visit, service, number, told)


@routes.post("/operations/parked/{service}/{number}/drop", dependencies=[allowed(SETTLES)])
async def drop(
    service: Service,
    number: Number,
    visit: Visiting,
    key: Key,
    reason: Annotated[str, Form(min_length=1, max_length=500, pattern=r"\S")],
) -> Response:
    told = await visit.asking.tell(service, f"/v1/parked/{number}/drop", {"reason": reason.strip()}, key=key)
    return await _shown(visit, service, number, told)


async def _shown(visit: Visit, service: str, number: int, told: Told | None = None) -> Response:
    found = await visit.asking.ask(service, f"/v1/parked/{number}", ParkedOne)
    if found.state == "none":
        raise NotFoundError
    template = "operations/parked/message.html" if visit.fragment else "operations/parked/one.html"
    return page(visit, template, found=found, service=service, number=number, told=told, settles=visit.may(SETTLES))
