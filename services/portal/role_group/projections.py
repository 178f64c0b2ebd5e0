"""Rows of groups of roles."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import insert

from services.portal.role_group.events import RoleGroupDefined
from services.portal.role_group.tables import role_groups
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection: Final = Projection("role groups", tables=[role_groups])


@projection.on(RoleGroupDefined)
def define(r: Recorded[RoleGroupDefined]) -> Iterable[Executable]:
    row = {"title": r.event.title, "roles": r.event.roles, "active": r.event.active, "version": r.version}
    yield (
        insert(role_groups).values(code=r.event.code, **row).on_conflict_do_update(index_elements=["code"], set_=row)
    )
