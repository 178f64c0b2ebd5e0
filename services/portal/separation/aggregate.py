"""Whether one person administers everything, or three persons hold an office each. The way leads in one direction."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from services.portal.separation.events import OfficesSeparated
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError

OFFICES: Final = "offices"
"""The one stream's id."""


class AlreadySeparatedError(DomainError):
    """The offices are held by separate persons already."""


@dataclass(frozen=True, slots=True)
class Separation:
    separated: bool = False


@dataclass(frozen=True, slots=True)
class SeparateOffices:
    """Who holds which office from now on."""

    system: str
    security: str
    audit: str
    effective_on: date

    @property
    def holders(self) -> dict[str, str]:
        """By the office, in its role's name."""
        return {
            "system_administrator": self.system,
            "security_administrator": self.security,
            "auditor": self.audit,
        }


def decide(separation: Separation, command: SeparateOffices) -> list[Event]:
    """The separation, once; refused at the field that names somebody a second time."""
    if separation.separated:
        raise AlreadySeparatedError
    named: list[str] = []
    for office, person in (("system", command.system), ("security", command.security), ("audit", command.audit)):
        if person in named:
            raise InvalidFieldError(f"/{office}", "The offices are held by separate persons.")
        named.append(person)
    return [
        OfficesSeparated(
            system=command.system,
            security=command.security,
            audit=command.audit,
            effective_on=command.effective_on,
        )
    ]


def evolve(separation: Separation, event: Event) -> Separation:
    """After an event of the stream."""
    match event:
        case OfficesSeparated():
            return Separation(separated=True)
        case _:
            return separation


SEPARATION: Final = Aggregate("separation", Separation(), evolve)
