"""Accounts that nobody uses, and who is signed in now."""

from typing import Annotated, Final

from fastapi import Query, Response

from services.portal.pages.administration.places import room
from services.portal.pages.administration.seen import Accounts, Sessions
from services.portal.pages.frame.own import seen
from services.portal.pages.frame.people import names_of, units_of
from services.portal.pages.frame.route import Visiting, page_router
from shared.web.routing import allowed

routes = page_router()

UNUSED_DAYS: Final = 14
Cursor = Annotated[str, Query(max_length=500)]


@routes.get("/administration/accounts", dependencies=[allowed("portal.account.read")])
async def index(visit: Visiting, unused_after: Cursor = "", open_after: Cursor = "") -> Response:
    unused = await seen(visit, "/v1/accounts", Accounts, unused_days=UNUSED_DAYS, cursor=unused_after)
    sessions = await seen(visit, "/v1/sessions", Sessions, cursor=open_after)
    idle = unused.value.accounts if unused.value else []
    present = sessions.value.sessions if sessions.value else []
    return room(
        visit,
        "accounts/page.html",
        unused=unused,
        sessions=sessions,
        days=UNUSED_DAYS,
        names=await names_of(visit, [*(one.staff_id for one in idle), *(one.staff_id for one in present)]),
        units=await units_of(visit, [one.unit_id for one in idle]),
    )
