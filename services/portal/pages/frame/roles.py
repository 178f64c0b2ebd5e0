"""What roles are called: shipped ones by their word, groups by their title, a single permission as it stands."""

from collections.abc import Iterable

from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.visit import Visit
from services.portal.role.offices import SINGLE
from services.portal.role_group.queries import titles_of


async def role_names(visit: Visit, roles: Iterable[str]) -> dict[str, str]:
    """By the role; a group that is no more goes by its code."""
    wanted = set(roles)
    async with visit.running.begin(lookups=True) as work:
        titles = await titles_of(work, wanted)
    return {role: titles.get(role) or _plain(visit, role) for role in wanted}


def _plain(visit: Visit, role: str) -> str:
    return visit.say(TERMS[role]) if role in TERMS else role.removeprefix(SINGLE)
