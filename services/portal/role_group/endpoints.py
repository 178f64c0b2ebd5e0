from typing import Annotated

from fastapi import Path

from services.portal.role_group import handlers, queries
from services.portal.role_group.schemas import (
    RoleGroupAnswer,
    RoleGroupAnswers,
    RoleGroupBody,
    RoleGroupChange,
    RoleGroupMade,
)
from shared.web.routing import Command, IfMatch, Page, Query, allowed, router

routes = router()

Code = Annotated[str, Path(pattern="^[a-z0-9][a-z0-9_-]{0,39}$")]


@routes.post("/v1/role-groups", status_code=201, dependencies=[allowed("portal.role.define")])
async def make(body: RoleGroupBody, work: Command) -> RoleGroupMade:
    """Roles that are granted together from now on, as the role `group.<code>`."""
    version = await handlers.define_role_group(work, body.to_command())
    return RoleGroupMade(code=body.code, version=version)


@routes.get("/v1/role-groups", dependencies=[allowed("portal.role.read")])
async def index(work: Query, page: Page) -> RoleGroupAnswers:
    """The groups there are, by code."""
    rows = await queries.group_page(work, page)
    return RoleGroupAnswers(role_groups=[RoleGroupAnswer(**dict(row)) for row in rows])


@routes.get("/v1/role-groups/{code}", dependencies=[allowed("portal.role.read")])
async def show(code: Code, work: Query) -> RoleGroupAnswer:
    """One group."""
    return RoleGroupAnswer(**dict(await queries.one(work, code)))


@routes.put("/v1/role-groups/{code}", dependencies=[allowed("portal.role.define")])
async def change(code: Code, body: RoleGroupChange, work: Command, if_match: IfMatch) -> RoleGroupMade:
    """Other roles, another title, or the end of giving it."""
    version = await handlers.define_role_group(work, body.to_command(code), if_match)
    return RoleGroupMade(code=code, version=version)
