"""Credit grades: customers by the grade they were given last, and what one of them scored over time."""

import asyncio
from typing import Annotated, Final

from fastapi import Query, Response

from services.portal.pages.customers.endpoints import MEASURES
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.customers.seen import Customer
from services.portal.pages.frame.people import units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.scores.seen import Grades, Scores
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READS: Final = [allowed("scoring.credit.read")]
GRADES: Final = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C")
LINES: Final = 50
Cursor = Annotated[str, Query(max_length=500)]


@routes.get("/customers/grades", dependencies=READS)
async def index(
    visit: Visiting, grade: Annotated[str, Query(pattern="^[ABC]{0,3}$")] = "", cursor: Cursor = ""
) -> Response:
    """Customers of one grade, or all that have one."""
    asked = {"grade": grade, "cursor": cursor, "limit": LINES}
    found = await visit.asking.ask("scoring", "/v1/credits", Grades, asked)
    graded = found.value.items if found.value else []
    names, units = await asyncio.gather(
        customers_named(visit, [one.customer_id for one in graded]), units_of(visit, [one.unit_id for one in graded])
    )
    return page(
        visit,
        "scores/grade_lines.html" if visit.fragment else "scores/grades.html",
        found=found,
        names=names,
        units=units,
        grade=grade,
        grades=GRADES,
        today=visit.running.store.clock.today(visit.running.store.zone),
    )


@routes.get("/customers/{customer_id}/credit-scores", dependencies=READS)
async def scores(customer_id: Id, visit: Visiting, cursor: Cursor = "") -> Response:
    """What a customer scored over time, the latest first, indicator by indicator."""
    asked = {"cursor": cursor, "limit": LINES}
    customer, found = await asyncio.gather(
        visit.asking.ask("customer", f"/v1/customers/{customer_id}", Customer),
        visit.asking.ask("scoring", f"/v1/customers/{customer_id}/credit-scores", Scores, asked),
    )
    if customer.state == "none":
        raise NotFoundError
    told = found.value.items if found.value else []
    return page(
        visit,
        "scores/score_lines.html" if visit.fragment else "scores/scores.html",
        customer_id=customer_id,
        customer=customer,
        found=found,
        codes=list(dict.fromkeys(each.code for one in told for each in one.indicators)),
        measures=MEASURES,
    )
