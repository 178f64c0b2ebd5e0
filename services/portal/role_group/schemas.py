"""Groups of roles over HTTP."""

from typing import Annotated

from pydantic import Field

from services.portal.role_group.aggregate import DefineRoleGroup
from shared.values.text import Code, Name
from shared.web.schemas import Answer, Body

GroupCode = Annotated[str, Field(pattern="^[a-z0-9][a-z0-9_-]{0,39}$")]
Roles = Annotated[list[Code], Field(min_length=1, max_length=20)]


class RoleGroupBody(Body):
    """A new group; it is granted as the role `group.<code>`."""

    code: GroupCode
    title: Name
    roles: Roles

    def to_command(self) -> DefineRoleGroup:
        return DefineRoleGroup(self.code, self.title, tuple(self.roles), active=True, new=True)


class RoleGroupChange(Body):
    """The group from now on; who holds it keeps what it was until it is granted again."""

    title: Name
    roles: Roles
    active: bool = True

    def to_command(self, code: str) -> DefineRoleGroup:
        return DefineRoleGroup(code, self.title, tuple(self.roles), active=self.active, new=False)


class RoleGroupAnswer(Answer):
    code: str
    title: str
    roles: list[str]
    active: bool
    version: int


class RoleGroupAnswers(Answer):
    role_groups: list[RoleGroupAnswer]


class RoleGroupMade(Answer):
    code: str
    version: int
