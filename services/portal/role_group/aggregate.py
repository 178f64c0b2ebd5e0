"""A group of roles that are granted together under one name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.portal.role.offices import offices_of
from services.portal.role.shipped import FOR_SERVICES, SHIPPED
from services.portal.role_group.events import RoleGroupDefined
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError


class RoleGroupExistsError(DomainError):
    """There is a group of this code already."""

    pointer = "/code"


@dataclass(frozen=True, slots=True)
class RoleGroup:
    """What the group is called, and its roles."""

    exists: bool = False
    title: str = ""
    roles: tuple[str, ...] = ()
    active: bool = False


@dataclass(frozen=True, slots=True)
class DefineRoleGroup:
    """`new`: there must be no group of this code yet."""

    code: str
    title: str
    roles: tuple[str, ...]
    active: bool
    new: bool


def decide(group: RoleGroup, command: DefineRoleGroup) -> list[Event]:
    """The group as it is from now on; nothing where it is so already."""
    if command.new and group.exists:
        raise RoleGroupExistsError
    _check(command.roles)
    if group == RoleGroup(True, command.title, command.roles, command.active):
        return []
    return [RoleGroupDefined(code=command.code, title=command.title, roles=list(command.roles), active=command.active)]


def _check(roles: Sequence[str]) -> None:
    for place, role in enumerate(roles):
        if role not in SHIPPED or role in FOR_SERVICES:
            raise InvalidFieldError(f"/roles/{place}", "There is no such role.")
        if offices_of(role):
            raise InvalidFieldError(f"/roles/{place}", "An office of administration is held by itself, in no group.")
        if role in roles[:place]:
            raise InvalidFieldError(f"/roles/{place}", "The role is in the group already.")


def evolve(group: RoleGroup, event: Event) -> RoleGroup:
    """The group after an event of its stream."""
    match event:
        case RoleGroupDefined(title=title, roles=roles, active=active):
            return RoleGroup(True, title, tuple(roles), active)
        case _:
            return group


ROLE_GROUP: Final = Aggregate("role_group", RoleGroup(), evolve)
