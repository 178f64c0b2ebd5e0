from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import Query as QueryParameter
from sqlalchemy import func, select

from services.contract.contract import handlers, queries
from services.contract.contract.aggregate import CONTRACT
from services.contract.contract.commands import EndContract, SignContract
from services.contract.contract.events import (
    ContractResumed,
    ContractSuspended,
    ContractVoided,
)
from services.contract.contract.naming import check_parties, names_of
from services.contract.contract.schemas import (
    ContractAnswer,
    ContractBody,
    ContractFigures,
    ContractList,
    ContractMoved,
    ContractRow,
    ContractText,
    DraftBody,
    EndBody,
    SignatureBody,
    SubmissionBody,
)
from services.contract.contract.state import Contract
from services.contract.contract.tables import contracts
from services.contract.contract.wish import Wish
from services.contract.customer.checking import check_counterparty, check_signatory, name_of
from services.contract.deputy.handlers import let_deputies_in
from services.contract.deputy.queries import stands_for
from services.contract.rows import with_money
from shared.approvals.endpoints import approval_routes
from shared.approvals.handlers import Approvals
from shared.eventstore.aggregate import Stream
from shared.eventstore.event import Event
from shared.eventstore.work import Work
from shared.security.known import require_people, require_units, unit_for
from shared.values.ids import Id, new_id
from shared.web.client import Peers
from shared.web.routing import Command, Here, IfMatch, Others, Page, Query, allowed, page_of, router

routes = router()
APPROVALS = Approvals("contract", handlers.round_closed, let_deputies_in, stands_for)
approvals = approval_routes(APPROVALS)


def moved(contract: Stream[Contract]) -> ContractMoved:
    state = contract.state
    return ContractMoved(
        contract_id=contract.id,
        state=state.state,
        number=state.number,
        round=state.round,
        approval_id=state.approval_id or None,
        text_hash=state.terms.text_hash if state.terms else "",
        version=contract.version,
    )


@routes.post("/v1/contracts", status_code=201, dependencies=[allowed("contract.contract.draft")])
async def draft(body: DraftBody, work: Command, others: Others, here: Here) -> ContractMoved:
    """Drafts a contract from a template, from a file or in words of one's own."""
    unit = await unit_for(work, body.unit_id)
    wish = await _wish(work, others, unit, body)
    return moved(await handlers.draft_contract(work, here.store.sealer, new_id(), unit, wish))


async def _wish(work: Work, others: Peers, unit: str, body: ContractBody) -> Wish:
    await check_counterparty(work, others, body.counterparty_id)
    await require_people(work, {"/owner_id": body.owner_id})
    await check_parties(work, others, body.parties)
    named = body.master.units if body.master else []
    await require_units(work, {f"/master/units/{at}": one for at, one in enumerate(named)})
    names = await names_of(work, others, unit, body.counterparty_id, body.parties)
    return body.wish(work.context.actor, work.context.today, names)


@routes.put("/v1/contracts/{contract_id}", dependencies=[allowed("contract.contract.draft")])
async def revise(
    contract_id: Id, body: ContractBody, if_match: IfMatch, work: Command, others: Others, here: Here
) -> ContractMoved:
    """Says the whole draft anew; an approval given before counts no longer."""
    contract = await work.load(CONTRACT, contract_id, if_match=if_match, must_exist=True)
    wish = await _wish(work, others, contract.unit, body)
    return moved(await handlers.revise_contract(work, here.store.sealer, contract_id, if_match, wish))


@routes.post(
    "/v1/contracts/{contract_id}/submission", status_code=201, dependencies=[allowed("contract.contract.submit")]
)
async def submit(
    contract_id: Id, if_match: IfMatch, work: Command, body: SubmissionBody | None = None
) -> ContractMoved:
    """Takes the number, freezes the text and starts the review."""
    references = body.named() if body else ()
    return moved(await handlers.submit_contract(work, contract_id, if_match, new_id(), references))


@routes.post(
    "/v1/contracts/{contract_id}/withdrawal", status_code=201, dependencies=[allowed("contract.contract.submit")]
)
async def withdraw(contract_id: Id, work: Command) -> ContractMoved:
    """The drafter takes the draft out of review."""
    return moved(await handlers.withdraw_contract(work, contract_id))


@routes.post(
    "/v1/contracts/{contract_id}/signatures", status_code=201, dependencies=[allowed("contract.contract.sign")]
)
async def sign(contract_id: Id, body: SignatureBody, work: Command, others: Others) -> ContractMoved:
    """Registers the signature of one side under the frozen text; the sides sign in the order of the type."""
    await check_signatory(work, others, body.side, body.signatory_id)
    command = SignContract(
        side=body.side,
        signatory_id=body.signatory_id or work.context.actor,
        text_hash=body.text_hash,
        signed_on=body.signed_on or work.context.today,
        today=work.context.today,
        level=body.level,
    )
    return moved(await handlers.sign_contract(work, contract_id, command))


ENDINGS: dict[str, type[Event]] = {
    "suspension": ContractSuspended,
    "resumption": ContractResumed,
    "voiding": ContractVoided,
}
"""The address under a contract, and the fact it makes."""


def _ending(event: type[Event]) -> Callable[..., Any]:
    async def end(contract_id: Id, body: EndBody, if_match: IfMatch, work: Command) -> ContractMoved:
        command = EndContract(event, body.effective_on or work.context.today, body.reason)
        return moved(await handlers.end_contract(work, contract_id, if_match, command))

    end.__name__ = event.wire_name.split(".")[1]
    end.__doc__ = event.__doc__
    return end


for _address, _event in ENDINGS.items():
    routes.post(
        f"/v1/contracts/{{contract_id}}/{_address}", status_code=201, dependencies=[allowed("contract.contract.end")]
    )(_ending(_event))


@routes.get("/v1/contracts", dependencies=[allowed("contract.contract.read")])
async def list_contracts(
    work: Query,
    page: Page,
    state: Annotated[str | None, QueryParameter(pattern="^[a-z_]{1,20}$")] = None,
    direction: Literal["sales", "purchase"] | None = None,
    counterparty_id: Id | None = None,
    type_code: Annotated[str | None, QueryParameter(pattern="^[A-Za-z0-9._-]{1,64}$")] = None,
    master_id: Id | None = None,
    country: Annotated[str | None, QueryParameter(pattern="^[A-Z]{2}$")] = None,
    master: Annotated[bool | None, QueryParameter(description="Master contracts alone, or all others")] = None,
    contract_id: Annotated[list[Id] | None, QueryParameter(max_length=200, description="Only these")] = None,
) -> ContractList:
    """Contracts of the caller's units, the newest first."""
    chosen = queries.listed(
        state=state,
        direction=direction,
        counterparty_id=counterparty_id,
        type_code=type_code,
        under=master_id,
        country=country,
        master=master,
        ids=contract_id,
    )
    rows = await page_of(work, chosen, [contracts.c.contract_id.desc()], page)
    return ContractList(items=[ContractRow(**with_money(row, ContractRow)) for row in rows])


@routes.get("/v1/figures", dependencies=[allowed("contract.contract.read")])
async def figures(work: Query) -> ContractFigures:
    """How many contracts the caller sees."""
    counted = select(func.count()).select_from(queries.listed().subquery())
    return ContractFigures(number=await work.value(counted))


@routes.get("/v1/contracts/{contract_id}", dependencies=[allowed("contract.contract.read")])
async def show(
    contract_id: Id,
    work: Query,
    others: Others,
) -> ContractAnswer:
    """One contract with its lines and plan."""
    row = await queries.one(work, contract_id)
    name = await name_of(others, row["counterparty_id"])
    return ContractAnswer(**with_money(row, ContractAnswer), counterparty_name=name)


@routes.get("/v1/contracts/{contract_id}/text", dependencies=[allowed("contract.contract.read")])
async def show_text(
    contract_id: Id,
    work: Query,
    text_hash: Annotated[str | None, QueryParameter(alias="hash", pattern="^[0-9a-f]{64}$")] = None,
) -> ContractText:
    """The words of the current version, or of the one with that hash."""
    row = await queries.text_of(work, contract_id, text_hash)
    return ContractText(contract_id=contract_id, text_hash=row["hash"], words=row["words"])
