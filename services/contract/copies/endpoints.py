from typing import Annotated

from fastapi import Query as Parameter
from sqlalchemy import literal, select

from services.contract.copies import handlers
from services.contract.copies.aggregate import Copies, GiveBack
from services.contract.copies.schemas import CopiesAnswer, CopiesList, CopiesMoved, LendingBody, ReturnBody
from services.contract.copies.tables import copies
from shared.eventstore.aggregate import Stream
from shared.security.known import require_people
from shared.security.visibility import visible
from shared.values.ids import Id, new_id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()


def _moved(stream: Stream[Copies]) -> CopiesMoved:
    return CopiesMoved(copies_id=stream.id, contract_id=stream.key, left=stream.state.left, version=stream.version)


@routes.post("/v1/contracts/{contract_id}/lendings", status_code=201, dependencies=[allowed("contract.archive.keep")])
async def lend(contract_id: Id, body: LendingBody, work: Command) -> CopiesMoved:
    """Lends copies of a contract to somebody until a day; after it they are asked for."""
    await require_people(work, {"/responsible": body.responsible})
    today = work.context.today
    lent = await handlers.hand_out(
        work,
        contract_id,
        new_id(),
        purpose="lent",
        responsible=body.responsible or work.context.actor,
        count=body.count,
        due_on=body.due_on,
        on=body.effective_on or today,
    )
    return _moved(lent)


@routes.post("/v1/copies/{copies_id}/returns", status_code=201, dependencies=[allowed("contract.archive.keep")])
async def give_back(copies_id: Id, body: ReturnBody, work: Command) -> CopiesMoved:
    """Some of the copies that were handed out came back, or all of them."""
    command = GiveBack(body.count, body.effective_on or work.context.today)
    return _moved(await handlers.give_back(work, copies_id, command))


@routes.get("/v1/copies", dependencies=[allowed("contract.contract.read")])
async def list_copies(
    work: Query,
    page: Page,
    contract_id: Id | None = None,
    out: Annotated[bool, Parameter(description="Only those of which some are out")] = False,  # noqa: FBT002 - a query parameter
) -> CopiesList:
    """Copies on paper that were handed out, those due first at the top."""
    seen = visible(copies.c.unit_id, literal("contract-").concat(copies.c.contract_id))
    chosen = select(copies).where(seen)
    if contract_id is not None:
        chosen = chosen.where(copies.c.contract_id == contract_id)
    if out:
        chosen = chosen.where(copies.c.left > 0)
    rows = await page_of(work, chosen, [copies.c.due_on, copies.c.copies_id], page)
    return CopiesList(items=[CopiesAnswer(**dict(row)) for row in rows])
