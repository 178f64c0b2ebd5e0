"""The route of a round as it is shown: every step with whom it waits for, by their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.portal.pages.approval.seen import Round, Step
from services.portal.pages.frame.people import holders_of, names_of, units_of
from services.portal.pages.frame.visit import Visit

MOST_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class Stop:
    """A step; `asked` are some of those who may decide in it, and `more` others may too. `unit` is where whoever holds
    the step's permission is asked; empty where persons are named.
    """

    step: Step
    unit: str
    asked: Sequence[str]
    more: int


async def route_of(visit: Visit, one: Round) -> tuple[list[Stop], dict[str, str]]:
    """The steps in their order, and the names of everybody who is named in the round."""
    places = [(step.permission, step.unit_id) for step in one.steps if step.permission and step.unit_id]
    held = await holders_of(visit, places)
    shown = {person for people in held.values() for person in people[: MOST_NAMED + 1]}
    units = await units_of(visit, [unit for _, unit in places])
    names = await names_of(visit, one.people | shown)
    return [_stop(step, one, units, held, names) for step in one.steps], names


def _stop(
    step: Step,
    one: Round,
    units: dict[str, str],
    held: dict[tuple[str, str], list[str]],
    names: dict[str, str],
) -> Stop:
    asked = held.get((step.permission or "", step.unit_id or ""), step.persons)
    able = [person for person in asked if person != one.drafter]
    told = [names[person] for person in able[:MOST_NAMED] if person in names]
    return Stop(step, units.get(step.unit_id or "", ""), told, len(able) - len(told))
