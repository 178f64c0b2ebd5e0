from typing import Annotated, Literal

from fastapi import Query as QueryParameter

from services.contract.obligation import queries
from services.contract.obligation.handover import hand_over
from services.contract.obligation.schemas import HandedOver, HandoverBody, ObligationAnswer, ObligationList, Owed
from services.contract.obligation.tables import obligations
from services.contract.rows import with_money
from services.contract.terms import Debtor
from shared.values.clock import BusinessDate
from shared.values.ids import Id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

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
async def list_due(
    work: Query, page: Page, until: BusinessDate, debtor: Debtor | None = None, kind: Owed | None = None
) -> ObligationList:
    """What is owed still and due until a day, the earliest first: what is to be paid, asked for or handed over next."""
    keys = [obligations.c.due_on, obligations.c.obligation_id]
    rows = await page_of(work, queries.falling_due(until, debtor, kind), keys, page)
    return ObligationList(items=[ObligationAnswer(**with_money(row, ObligationAnswer)) for row in rows])


@routes.post(
    "/v1/obligations/{obligation_id}/handover", status_code=201, dependencies=[allowed("contract.order.accept")]
)
async def record_handover(obligation_id: Id, body: HandoverBody, work: Command) -> HandedOver:
    """What a contract says is handed over was: so much of it, or all that is left. What comes by orders is done by
    their acceptance under the clause.
    """
    done = await hand_over(work, obligation_id, body.quantity, body.effective_on or work.context.today)
    return HandedOver(obligation_id=obligation_id, state=done.state.stage, done=done.state.done, version=done.version)
