"""Every permission there is, as each service lists its own, for who asks for one or gives one."""

import asyncio

from fastapi import Response

from services.portal.pages.administration.own import own
from services.portal.pages.frame.asking import Part, Seen
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.settings import PORTS

routes = page_router()


class Permission(Seen):
    permission: str
    meaning: str


class Permissions(Seen):
    permissions: list[Permission]


@routes.get("/access/permissions")
async def permissions(visit: Visiting) -> Response:
    """The choices of a field, once somebody comes to it."""
    return page(visit, "access/permissions.html", permissions=await permissions_there_are(visit))


async def permissions_there_are(visit: Visit) -> list[tuple[str, str]]:
    """By their name, each with what it allows; those of a service that is away are left out."""
    asking = {name: own(visit) if name == visit.running.name else visit.asking for name in PORTS}
    found: list[Part[Permissions]] = await asyncio.gather(
        *(each.ask(name, "/v1/permissions", Permissions) for name, each in asking.items())
    )
    listed = {one.permission: one.meaning for part in found if part.value for one in part.value.permissions}
    return sorted(listed.items())
