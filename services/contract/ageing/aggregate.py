"""How things are aged, decided and folded."""

from dataclasses import dataclass, replace
from itertools import pairwise

from services.contract.ageing.events import AgeingLaidDown
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import InvalidFieldError


@dataclass(frozen=True, slots=True)
class Ageing:
    laid_down: tuple[AgeingLaidDown, ...] = ()


@dataclass(frozen=True, slots=True)
class LayDown:
    fact: AgeingLaidDown


def decide(ageing: Ageing, command: LayDown) -> list[Event]:
    """The same said twice is one fact; what is said of one day anew replaces what was said of it before."""
    fact = command.fact
    for name, days in (("buckets", fact.buckets), ("levels", fact.levels)):
        if not days or days[0] < 1 or any(later <= before for before, later in pairwise(days)):
            raise InvalidFieldError(f"/{name}", "days from 1 on, each later than the one before")
    if len(fact.losses) != len(fact.buckets) + 2:
        raise InvalidFieldError("/losses", "a share for what is not due, for each bucket, and for what lies behind")
    if any(not 0 <= share <= 1 for share in fact.losses):
        raise InvalidFieldError("/losses", "shares from 0 to 1")
    same = [one for one in ageing.laid_down if one.from_on == fact.from_on]
    return [] if same and same[-1] == fact else [fact]


def evolve(ageing: Ageing, event: Event) -> Ageing:
    return replace(ageing, laid_down=(*ageing.laid_down, event)) if isinstance(event, AgeingLaidDown) else ageing


AGEING = Aggregate("ageing", Ageing(), evolve)
