"""What the pages need of groups of roles, and of who holds the offices of administration."""

from datetime import date
from typing import Final

from services.portal.pages.frame.asking import Seen
from services.portal.role.offices import OF_ROLES

WHOLE: Final = "administrator"


class Offices(Seen):
    separated_on: date | None
    holders: dict[str, list[str]]

    @property
    def everybody(self) -> list[str]:
        """All who hold any."""
        return sorted({person for people in self.holders.values() for person in people})

    @property
    def shown(self) -> list[tuple[str, list[str]]]:
        """Each office with its holders; the one that holds all is left out where nobody can hold it."""
        roles = [role for role in OF_ROLES if role != WHOLE or self.separated_on is None]
        return [(role, self.holders.get(role, [])) for role in roles]


class Group(Seen):
    code: str
    title: str
    roles: list[str]
    active: bool
    version: int


class Groups(Seen):
    role_groups: list[Group]
