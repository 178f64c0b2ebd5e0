from typing import Annotated, Literal

from fastapi import Query as QueryParameter

from services.contract.obligation import queries
from services.contract.obligation.schemas import ObligationAnswer, ObligationList
from services.contract.obligation.tables import obligations
from services.contract.rows import with_money
from services.contract.terms import Debtor
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.web.routing import Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.contract.read")]


@routes.get("/v1/obligations", dependencies=READ)
async def list_obligations(
    work: Query,
    page: Page,
    contract_id: Id | None = None,
    state: Literal["planned", "due", "overdue", "met", "lapsed"] | None = None,
    obligation_id: Annotated[list[Id] | None, QueryParameter(max_length=200, description="Only these")] = None,
) -> ObligationList:
    """What is owed by and to the caller's units."""
    rows = await page_of(work, queries.owed(contract_id, state, obligation_id), [obligations.c.obligation_id], page)
    return ObligationList(items=[ObligationAnswer(**with_money(row, ObligationAnswer)) for row in rows])


@routes.get("/v1/due-obligations", dependencies=READ)
async def list_due(work: Query, page: Page, until: BusinessDate, debtor: Debtor | None = None) -> ObligationList:
    """What is owed still and due until a day, the earliest first: what is to be paid or asked for next."""
    keys = [obligations.c.due_on, obligations.c.obligation_id]
    rows = await page_of(work, queries.falling_due(until, debtor), keys, page)
    return ObligationList(items=[ObligationAnswer(**with_money(row, ObligationAnswer)) for row in rows])
