"""What is asked about groups of roles, and what each role of any kind allows."""

from collections.abc import Iterable
from typing import Final

from asyncpg import Record
from sqlalchemy import select

from services.portal.role.shipped import permissions_of
from services.portal.role_group.tables import role_groups
from shared.eventstore.work import Work
from shared.values.errors import NotFoundError
from shared.web.paging import PageWanted, page_of

GROUP: Final = "group."
"""What the role of a group begins with: `group.front_office`."""


async def permissions_for(work: Work, role: str) -> tuple[str, ...] | None:
    """The patterns of a role: of a shipped one, of `only.<permission>`, or of all roles of an active group together;
    None when there is no such role.
    """
    if not role.startswith(GROUP):
        return permissions_of(role)
    row = await work.row(
        select(role_groups.c.roles).where(role_groups.c.code == role.removeprefix(GROUP), role_groups.c.active)
    )
    if row is None:
        return None
    return tuple(dict.fromkeys(pattern for one in row["roles"] for pattern in permissions_of(one) or ()))


async def titles_of(work: Work, roles: Iterable[str]) -> dict[str, str]:
    """What the groups among the roles are called."""
    codes = {role.removeprefix(GROUP) for role in roles if role.startswith(GROUP)}
    if not codes:
        return {}
    of = role_groups.c
    rows = await work.rows(select(of.code, of.title).where(of.code.in_(sorted(codes))))
    return {GROUP + row["code"]: row["title"] for row in rows}


async def group_page(work: Work, page: PageWanted) -> list[Record]:
    """Groups by code."""
    return await page_of(work, select(role_groups), [role_groups.c.code], page)


async def active_groups(work: Work) -> list[Record]:
    """The groups that may be given, by what they are called."""
    return await work.rows(select(role_groups).where(role_groups.c.active).order_by(role_groups.c.title))


async def one(work: Work, code: str) -> Record:
    """One group; raises `NotFoundError`."""
    row = await work.row(select(role_groups).where(role_groups.c.code == code))
    if row is None:
        raise NotFoundError
    return row
