"""Grades that people give a customer or supplier by hand: what counts in contracts, what waits, what was said of it."""

import asyncio
from typing import Annotated, Final, Literal

from fastapi import Form, Response

from services.portal.pages.customers.seen import GradesByHand, Standing
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

AT: Final = "/customers/{customer_id}/grade-by-hand"
TITLE: Final = N_("Standing in contracts")
SIZES: Final = {
    "micro": N_("micro business"),
    "small": N_("small business"),
    "medium": N_("medium-sized business"),
    "large": N_("large business"),
}
GRADES: Final = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C")
Grade = Literal["AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C"]


@routes.get(AT, dependencies=[allowed("contract.party.read")])
async def show(customer_id: Id, visit: Visiting) -> Response:
    """What contracts read, and what was given by hand."""
    return await _shown(visit, customer_id)


@routes.post(AT, dependencies=[allowed("contract.party.judge")])
async def give(
    customer_id: Id,
    visit: Visiting,
    key: Annotated[str, Form(max_length=100)],
    grade: Annotated[Grade, Form()],
    valid_until: Annotated[BusinessDate, Form()],
    reason: Annotated[str, Form(max_length=500)],
    role: Annotated[Literal["customer", "supplier", ""], Form()] = "",
) -> Response:
    """Asks somebody else to agree to a grade."""
    today = visit.running.store.clock.today(visit.running.store.zone)
    said = {"grade": grade, "graded_on": today.isoformat(), "valid_until": valid_until.isoformat(), "reason": reason}
    body = {**said, "role": role or None}
    told = await visit.asking.tell("contract", f"/v1/parties/{customer_id}/grades", body, key=key)
    return await _shown(visit, customer_id, "" if told.done else told.why, done=told.done)


async def _shown(visit: Visit, customer_id: str, wrong: str = "", *, done: bool = False) -> Response:
    ask = visit.asking.ask
    stands, given = await asyncio.gather(
        ask("contract", f"/v1/parties/{customer_id}", Standing),
        ask("contract", f"/v1/parties/{customer_id}/grades", GradesByHand),
    )
    template = "customers/by_hand.html" if visit.fragment else "customers/part_page.html"
    return page(
        visit,
        template,
        customer_id=customer_id,
        part="by_hand",
        title=visit.say(TITLE),
        stands=stands,
        given=given,
        wrong=wrong,
        done=done,
        grades=GRADES,
        sizes=SIZES,
    )
