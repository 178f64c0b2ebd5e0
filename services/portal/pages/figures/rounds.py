"""Behind how long approvals took: the rounds that are over, and the steps of one unit that are done."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import Depends, Query, Response

from services.portal.pages.contracts.naming import contracts_named
from services.portal.pages.figures.question import OUTLOOK, ROUNDS, STEPS, Question, question
from services.portal.pages.figures.seen import Rounds, StepsTaken, Taken
from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.people import units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READ: Final = [allowed("contract.contract.read")]
LINES: Final = 50
Asked = Annotated[Question, Depends(question)]
Cursor = Annotated[str, Query(max_length=1000)]


@routes.get(ROUNDS, dependencies=READ)
async def rounds(visit: Visiting, asked: Asked, cursor: Cursor = "") -> Response:
    """Of the contracts of a unit, with those below it or not, or of all."""
    said = {name: value for name, value in asked.said(shown=False).items() if name in ("unit_id", "below")}
    params = {**said, "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/contract-figures/rounds", Rounds, params)
    at = asked.at(ROUNDS)
    return await _shown(visit, found, found.value.items if found.value else [], asked.unit_id, at)


@routes.get(STEPS, dependencies=READ)
async def steps(
    visit: Visiting,
    asked: Asked,
    asked_in: Id,
    step: Annotated[str, Query(pattern="^[a-z][a-z0-9_]{0,39}$")],
    late: bool = False,  # noqa: FBT001, FBT002 - a parameter of the address
    cursor: Cursor = "",
) -> Response:
    """Of one step in the unit that was asked; those alone that took longer than their limit where asked for."""
    said = {"asked_in": asked_in, "step": step, "unit_id": asked.unit_id, "late": "true" if late else ""}
    params = {**said, "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("contract", "/v1/contract-figures/steps", StepsTaken, params)
    at = f"{STEPS}?asked_in={asked_in}&step={step}&unit_id={asked.unit_id}&late={'true' if late else 'false'}"
    return await _shown(visit, found, found.value.items if found.value else [], asked_in, at, step)


async def _shown(
    visit: Visit, found: Part[Rounds] | Part[StepsTaken], taken: Sequence[Taken], unit: str, at: str, step: str = ""
) -> Response:
    contracts, units = await asyncio.gather(
        contracts_named(visit, [one.contract_id for one in taken]),
        units_of(visit, [one for one in (unit, *(each.unit_id for each in taken)) if one]),
    )
    template = "figures/round_lines.html" if visit.fragment else "figures/rounds.html"
    return page(
        visit,
        template,
        found=found,
        taken=taken,
        contracts=contracts,
        units=units,
        unit=unit,
        step=step,
        at=at,
        back=OUTLOOK,
    )
