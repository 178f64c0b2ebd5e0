"""Who acts, when, and in which chain of causes: passed in, never looked up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

SYSTEM = "system"
"""The actor of what the service does by itself: consumers, deadlines, imports in the background."""

EVERY_UNIT = "*"
"""The scope that reaches all units."""


def everything(unit: str) -> bool:  # noqa: ARG001 - the answer for whoever sees all
    """The `covers` of who sees every unit."""
    return True


@dataclass(frozen=True, slots=True)
class Context:
    """The circumstances of one unit of work.

    `actor` is a staff id, a partner's or a service's name, or `SYSTEM`. `scopes` are the units on which the needed
    permission was granted (visibility reaches everything below them); empty for `SYSTEM`, which sees all.
    `covers(unit)` says whether a unit is one of them or below.
    `now` is aware UTC, `today` the business date in the installation's zone.
    `purpose` is what was asked for: the method and path of a request's route.
    """

    actor: str
    now: datetime
    today: date
    unit: str = ""
    scopes: Sequence[str] = field(default_factory=tuple)
    covers: Callable[[str], bool] = everything
    correlation: str = ""
    causation: str = ""
    trace: str = ""
    purpose: str = ""
