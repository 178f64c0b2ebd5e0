"""What this installation is set to. Settings come from the environment; none can be changed on a page."""

from typing import Final

from fastapi import Response

from services.portal.pages.administration.places import room
from services.portal.pages.frame.route import Visiting, page_router
from shared.web.routing import allowed

routes = page_router()

SHOWN: Final = (
    "time_zone",
    "partitions",
    "replication",
    "rate_per_second",
    "rate_burst",
    "database_wait_seconds",
    "database_statement_seconds",
    "topic_prefix",
)
"""Neither secrets nor the addresses of what lies behind."""


@routes.get("/administration/settings", dependencies=[allowed("portal.unit.change")])
async def index(visit: Visiting) -> Response:
    known = visit.running.settings
    return room(
        visit,
        "settings/page.html",
        settings=[(f"PACTLINE_{name.upper()}", getattr(known, name)) for name in SHOWN if hasattr(known, name)],
    )
