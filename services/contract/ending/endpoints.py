from services.contract.contract import queries as contracts
from services.contract.contract.commands import BeginEarly, DeclineRenewal, EndContract, PlaceHold, ReleaseHold
from services.contract.contract.endpoints import moved
from services.contract.contract.events import ContractArchived, ContractCompleted, ContractTerminated
from services.contract.contract.schemas import ContractMoved, EndBody
from services.contract.contract.tables import contract_holds
from services.contract.ending import handlers, queries
from services.contract.ending.open_items import open_items
from services.contract.ending.schemas import (
    ArchiveBody,
    CompletionAnswer,
    DayBody,
    EarlyWorkAnswer,
    EarlyWorkBody,
    EarlyWorkList,
    HoldAnswer,
    HoldList,
    HoldPlacedAnswer,
    NoticeBody,
    OpenItemAnswer,
    ReasonBody,
    TerminationBody,
)
from services.contract.terms import PlanLine
from shared.values.ids import Id, new_id
from shared.web.routing import Command, IfMatch, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.contract.read")]
END = [allowed("contract.contract.end")]
KEEP = [allowed("contract.archive.keep")]


@routes.get("/v1/contracts/{contract_id}/completion", dependencies=READ)
async def check_completion(
    contract_id: Id,
    work: Query,
) -> CompletionAnswer:
    """What is open of the contract: until nothing is, it can't be completed."""
    await contracts.one(work, contract_id)
    still = await open_items(work, contract_id)
    names = OpenItemAnswer.model_fields
    items = [OpenItemAnswer(**{name: getattr(item, name) for name in names}) for item in still]
    return CompletionAnswer(contract_id=contract_id, possible=not still, open=items)


@routes.post("/v1/contracts/{contract_id}/completion", status_code=201, dependencies=END)
async def complete(contract_id: Id, body: EndBody, if_match: IfMatch, work: Command) -> ContractMoved:
    """Both sides have done what they owed; a refusal tells what is open."""
    command = EndContract(ContractCompleted, body.effective_on or work.context.today, body.reason)
    return moved(await handlers.complete(work, contract_id, if_match, command))


@routes.post("/v1/contracts/{contract_id}/termination", status_code=201, dependencies=END)
async def terminate(contract_id: Id, body: TerminationBody, if_match: IfMatch, work: Command) -> ContractMoved:
    """Ends the contract before its time, with what is still to be paid if that was settled."""
    command = EndContract(ContractTerminated, body.effective_on or work.context.today, body.reason)
    lines = None
    if body.settlement is not None:
        lines = [PlanLine.model_validate(line.model_dump()) for line in body.settlement]
    return moved(await handlers.terminate(work, contract_id, if_match, command, lines))


@routes.post("/v1/contracts/{contract_id}/archiving", status_code=201, dependencies=END)
async def archive(contract_id: Id, body: ArchiveBody, if_match: IfMatch, work: Command) -> ContractMoved:
    """Puts the contract away; the retention period of its type runs from its end."""
    on = body.effective_on or work.context.today
    command = EndContract(ContractArchived, on, body.reason, body.shelf)
    return moved(await handlers.archive(work, contract_id, if_match, command))


@routes.post("/v1/contracts/{contract_id}/notice", status_code=201, dependencies=END)
async def give_notice(contract_id: Id, body: NoticeBody, work: Command) -> ContractMoved:
    """One side gives notice in time: the term does not begin anew."""
    command = DeclineRenewal(body.by, body.reason, body.effective_on or work.context.today)
    return moved(await handlers.record(work, contract_id, command))


@routes.post("/v1/contracts/{contract_id}/holds", status_code=201, dependencies=KEEP)
async def place_hold(contract_id: Id, body: ReasonBody, work: Command) -> HoldPlacedAnswer:
    """Keeps the contract beyond its retention period, for a dispute or an investigation."""
    hold_id = new_id()
    command = PlaceHold(hold_id, body.reason, body.effective_on or work.context.today)
    contract = await handlers.record(work, contract_id, command)
    return HoldPlacedAnswer(hold_id=hold_id, contract_id=contract_id, version=contract.version)


@routes.post("/v1/contracts/{contract_id}/holds/{hold_id}/release", status_code=201, dependencies=KEEP)
async def release_hold(contract_id: Id, hold_id: Id, body: DayBody, work: Command) -> ContractMoved:
    """The hold is over."""
    command = ReleaseHold(hold_id, body.effective_on or work.context.today)
    return moved(await handlers.record(work, contract_id, command))


@routes.get("/v1/contracts/{contract_id}/holds", dependencies=READ)
async def list_holds(contract_id: Id, work: Query, page: Page) -> HoldList:
    """Holds of the contract, those that are over too."""
    await contracts.one(work, contract_id)
    rows = await page_of(work, queries.holds(contract_id), [contract_holds.c.hold_id], page)
    return HoldList(items=[HoldAnswer(**{name: row[name] for name in HoldAnswer.model_fields}) for row in rows])


@routes.post(
    "/v1/contracts/{contract_id}/early-work", status_code=201, dependencies=[allowed("contract.contract.draft")]
)
async def begin_early(contract_id: Id, body: EarlyWorkBody, work: Command) -> ContractMoved:
    """Says that work has begun though not both sides have signed."""
    return moved(await handlers.record(work, contract_id, BeginEarly(body.begun_on, body.reason)))


@routes.get("/v1/early-work", dependencies=READ)
async def list_early_work(work: Query, page: Page) -> EarlyWorkList:
    """Contracts on which work began before both sides had signed, the earliest first."""
    chosen = queries.begun_early()
    columns = chosen.selected_columns
    rows = await page_of(work, chosen, [columns.begun_on, columns.contract_id], page)
    names = EarlyWorkAnswer.model_fields
    return EarlyWorkList(items=[EarlyWorkAnswer(**{name: row[name] for name in names}) for row in rows])
