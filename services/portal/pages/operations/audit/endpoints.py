"""What the audit in the background found of every service, and which jobs wait for their time."""

import asyncio
from datetime import datetime
from typing import Final

from fastapi import Response

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from shared.settings import PORTS
from shared.web.routing import allowed

routes = page_router()

SEES: Final = "platform.operation.read"


class Part(Seen):
    part: str
    checked: int
    found: int
    checked_at: datetime


class Audit(Seen):
    parts: list[Part]


class Job(Seen):
    kind: str
    waiting: int
    due: int
    failing: int
    next_at: datetime


class Jobs(Seen):
    jobs: list[Job]


@routes.get("/operations/audit", dependencies=[allowed(SEES)])
async def index(visit: Visiting) -> Response:
    """Every service is asked for its own."""
    ask = visit.asking.ask
    audits, jobs = await asyncio.gather(
        asyncio.gather(*(ask(name, "/v1/audit", Audit) for name in PORTS)),
        asyncio.gather(*(ask(name, "/v1/jobs", Jobs) for name in PORTS)),
    )
    parts = [part for audit in audits if audit.value for part in audit.value.parts]
    return page(
        visit,
        "operations/audit/page.html",
        audits=audits,
        jobs=jobs,
        checked=sum(part.checked for part in parts),
        wrong=sum(part.found for part in parts),
    )
