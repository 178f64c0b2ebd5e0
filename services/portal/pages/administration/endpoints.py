"""The door of administration, and all its pages."""

from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.administration.accounts import endpoints as accounts
from services.portal.pages.administration.api_tokens import endpoints as api_tokens
from services.portal.pages.administration.calendars import endpoints as calendars
from services.portal.pages.administration.legal_entities import endpoints as legal_entities
from services.portal.pages.administration.lists import approving, changing
from services.portal.pages.administration.lists import endpoints as lists
from services.portal.pages.administration.logs import endpoints as logs
from services.portal.pages.administration.offices import endpoints as offices
from services.portal.pages.administration.places import ENTERS, tabs_of
from services.portal.pages.administration.role_groups import endpoints as role_groups
from services.portal.pages.administration.roles import endpoints as roles
from services.portal.pages.administration.rules import endpoints as rules
from services.portal.pages.administration.settings import endpoints as settings
from services.portal.pages.administration.staff import endpoints as staff
from services.portal.pages.administration.units import endpoints as units
from services.portal.pages.administration.webhooks import endpoints as webhooks
from services.portal.pages.frame.route import Visiting, page_router
from shared.web.routing import allowed

routes = page_router()


@routes.get("/administration", dependencies=[allowed(ENTERS)])
async def index(visit: Visiting) -> Response:
    """The first page that the visitor may open."""
    return RedirectResponse(tabs_of(visit)[0].address, status_code=303)


ALL: Final[tuple[APIRouter, ...]] = (
    routes,
    units.routes,
    legal_entities.routes,
    calendars.routes,
    staff.routes,
    roles.routes,
    role_groups.routes,
    offices.routes,
    accounts.routes,
    api_tokens.routes,
    logs.routes,
    lists.routes,
    changing.routes,
    approving.routes,
    rules.routes,
    webhooks.routes,
    settings.routes,
)
