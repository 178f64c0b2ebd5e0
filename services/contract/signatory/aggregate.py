"""A signatory's name, folded; a person whose key is gone has none."""

from dataclasses import dataclass

from services.contract.signatory.events import SignatoryNamed
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import NotPossibleNowError


@dataclass(frozen=True, slots=True)
class Named:
    name: str = ""
    organisation: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class NameSignatory:
    fact: SignatoryNamed


def decide(known: Named, command: NameSignatory) -> list[Event]:
    if known.name:
        raise NotPossibleNowError("named", command)
    return [command.fact]


def evolve(known: Named, event: Event) -> Named:
    match event:
        case SignatoryNamed(name=name, organisation=organisation, email=email):
            return Named(name, organisation, email)
        case _:
            return known


SIGNATORY = Aggregate("signatory", Named(), evolve)
