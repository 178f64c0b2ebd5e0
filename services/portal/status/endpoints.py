from pathlib import Path
from typing import Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader

from services.portal.status.queries import all_services
from shared.web.routing import Here, public, router

routes = router()

PAGES: Final = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, enable_async=False)
# No script, nothing from elsewhere: the page is text and one style of its own.
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Refresh": "5",
}


@routes.get("/status", include_in_schema=False, dependencies=[public()])
async def page(running: Here) -> HTMLResponse:
    """Services, lag, outbox, parked messages."""
    services = await all_services(running.settings)
    now = running.store.clock.now().astimezone(running.store.zone)
    return HTMLResponse(PAGES.get_template("page.html").render(services=services, now=now), headers=HEADERS)
