from typing import Any, Literal

from sqlalchemy import Select, literal, select

from services.contract.guarantee import handlers
from services.contract.guarantee.aggregate import ClaimGuarantee, ExtendGuarantee, Guarantee, ReturnGuarantee
from services.contract.guarantee.schemas import (
    ClaimBody,
    ExtensionBody,
    GuaranteeAnswer,
    GuaranteeBody,
    GuaranteeList,
    GuaranteeMoved,
    ReturnBody,
)
from services.contract.guarantee.tables import guarantees
from services.contract.rows import with_money
from shared.eventstore.aggregate import Stream
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id, new_id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.guarantee.read")]
BOOK = [allowed("contract.guarantee.book")]
State = Literal["in_force", "claimed", "returned", "expired"]


def _moved(guarantee: Stream[Guarantee]) -> GuaranteeMoved:
    return GuaranteeMoved(guarantee_id=guarantee.id, state=guarantee.state.stage, version=guarantee.version)


@routes.post("/v1/contracts/{contract_id}/guarantees", status_code=201, dependencies=BOOK)
async def register(contract_id: Id, body: GuaranteeBody, work: Command) -> GuaranteeMoved:
    """Registers a guarantee under a contract."""
    return _moved(await handlers.register(work, new_id(), contract_id, body.wish(work.context.today)))


@routes.post("/v1/guarantees/{guarantee_id}/extension", status_code=201, dependencies=BOOK)
async def extend(guarantee_id: Id, body: ExtensionBody, work: Command) -> GuaranteeMoved:
    """The guarantee is in force until a later day."""
    command = ExtendGuarantee(body.expires_on, body.effective_on or work.context.today)
    return _moved(await handlers.change(work, guarantee_id, command))


@routes.post("/v1/guarantees/{guarantee_id}/claims", status_code=201, dependencies=BOOK)
async def claim(guarantee_id: Id, body: ClaimBody, work: Command) -> GuaranteeMoved:
    """The issuer was asked for money."""
    command = ClaimGuarantee(body.amount, body.effective_on or work.context.today)
    return _moved(await handlers.change(work, guarantee_id, command))


@routes.post("/v1/guarantees/{guarantee_id}/return", status_code=201, dependencies=BOOK)
async def give_back(guarantee_id: Id, body: ReturnBody, work: Command) -> GuaranteeMoved:
    """The guarantee was given back."""
    command = ReturnGuarantee(body.effective_on or work.context.today)
    return _moved(await handlers.change(work, guarantee_id, command))


def _seen() -> Select[Any]:
    return select(guarantees).where(
        visible(guarantees.c.unit_id, literal("contract-").concat(guarantees.c.contract_id))
    )


@routes.get("/v1/guarantees", dependencies=READ)
async def list_guarantees(
    work: Query, page: Page, contract_id: Id | None = None, state: State | None = None
) -> GuaranteeList:
    """Guarantees of the caller's units, those that end first."""
    chosen = _seen()
    if contract_id is not None:
        chosen = chosen.where(guarantees.c.contract_id == contract_id)
    if state is not None:
        chosen = chosen.where(guarantees.c.state == state)
    rows = await page_of(work, chosen, [guarantees.c.expires_on, guarantees.c.guarantee_id], page)
    return GuaranteeList(items=[GuaranteeAnswer(**with_money(row, GuaranteeAnswer)) for row in rows])


@routes.get("/v1/guarantees/{guarantee_id}", dependencies=READ)
async def show(guarantee_id: Id, work: Query) -> GuaranteeAnswer:
    """One guarantee."""
    row = await work.row(_seen().where(guarantees.c.guarantee_id == guarantee_id))
    if row is None:
        raise NotFoundError
    return GuaranteeAnswer(**with_money(row, GuaranteeAnswer))
