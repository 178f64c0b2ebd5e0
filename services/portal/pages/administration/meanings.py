"""What each permission allows, as the services list their own."""

import asyncio

from services.portal.pages.frame.asking import Part, Seen
from services.portal.pages.frame.own import own
from services.portal.pages.frame.visit import Visit
from shared.settings import PORTS


class Permission(Seen):
    permission: str
    meaning: str


class Permissions(Seen):
    permissions: list[Permission]


async def permissions_there_are(visit: Visit) -> list[tuple[str, str]]:
    """By their name, each with what it allows; those of a service that is away are left out."""
    asking = {name: own(visit) if name == visit.running.name else visit.asking for name in PORTS}
    found: list[Part[Permissions]] = await asyncio.gather(
        *(each.ask(name, "/v1/permissions", Permissions) for name, each in asking.items())
    )
    listed = {one.permission: one.meaning for part in found if part.value for one in part.value.permissions}
    return sorted(listed.items())
