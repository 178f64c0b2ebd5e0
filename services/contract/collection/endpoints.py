from typing import Annotated

from fastapi import Query as Parameter
from sqlalchemy import select

from services.contract.arrears.state import Arrears
from services.contract.collection import handlers
from services.contract.collection.schemas import (
    ArrearsAnswer,
    ArrearsList,
    ArrearsMoved,
    ConfirmationAnswerBody,
    ConfirmationBody,
    DemandBody,
    DisputeBody,
    InArrears,
    InterestBody,
    InterestTermsBody,
    PauseBody,
    PromiseBody,
    ResolutionBody,
    RestorationBody,
    ValuationBody,
    WriteOffBody,
)
from services.contract.collection.tables import arrears
from services.contract.collection.telling import file_of, open_as_of, seen
from services.contract.ledger.aggregate import LEDGER
from services.contract.rows import with_money
from shared.eventstore.aggregate import Stream
from shared.values.ids import Id, new_id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.arrears.read")]
COLLECT = [allowed("contract.arrears.collect")]
BOOK = [allowed("contract.arrears.value")]
OF = "/v1/contracts/{contract_id}/arrears"


def _moved(stream: Stream[Arrears], made: str | None = None, approval_id: str | None = None) -> ArrearsMoved:
    return ArrearsMoved(contract_id=stream.id, made=made, approval_id=approval_id, version=stream.version)


@routes.get("/v1/arrears", dependencies=READ)
async def list_arrears(
    work: Query,
    page: Page,
    level: Annotated[int, Parameter(ge=1, le=20, description="This level of dunning, or a higher one")] = 1,
    counterparty_id: Id | None = None,
) -> ArrearsList:
    """Contracts in arrears in the caller's units."""
    chosen = select(arrears).where(seen(arrears), arrears.c.level >= level)
    if counterparty_id is not None:
        chosen = chosen.where(arrears.c.counterparty_id == counterparty_id)
    rows = await page_of(work, chosen, [arrears.c.contract_id.desc()], page)
    return ArrearsList(items=[InArrears(**with_money(row, InArrears)) for row in rows])


@routes.get(OF, dependencies=READ)
async def show(
    contract_id: Id,
    work: Query,
) -> ArrearsAnswer:
    """The collection file of a sales contract: what is owed, how late, and all that was done about it."""
    return await file_of(work, contract_id)


@routes.post(f"{OF}/demands", status_code=201, dependencies=COLLECT)
async def demand(contract_id: Id, body: DemandBody, work: Command) -> ArrearsMoved:
    """Registers that the counterparty was asked for all that is past due."""
    on = body.effective_on or work.context.today
    return _moved(await handlers.demand(work, contract_id, body.channel, on))


@routes.post(f"{OF}/promises", status_code=201, dependencies=COLLECT)
async def promise(contract_id: Id, body: PromiseBody, work: Command) -> ArrearsMoved:
    """The counterparty promises to pay so much by a day; the day after tells whether it was kept."""
    made, on = new_id(), body.effective_on or work.context.today
    return _moved(await handlers.promise(work, contract_id, made, body.amount, body.pay_by, on), made)


@routes.post(f"{OF}/disputes", status_code=201, dependencies=COLLECT)
async def dispute(contract_id: Id, body: DisputeBody, work: Command) -> ArrearsMoved:
    """The counterparty objects: the clock stands until that is resolved."""
    made, on = new_id(), body.effective_on or work.context.today
    return _moved(await handlers.dispute(work, contract_id, made, body.invoice_id, body.reason, on), made)


@routes.post(f"{OF}/disputes/{{dispute_id}}/resolution", status_code=201, dependencies=COLLECT)
async def resolve(contract_id: Id, dispute_id: Id, body: ResolutionBody, work: Command) -> ArrearsMoved:
    """The dispute is over and the clock goes on."""
    on = body.effective_on or work.context.today
    return _moved(await handlers.resolve(work, contract_id, dispute_id, body.outcome, on), dispute_id)


@routes.post(f"{OF}/pauses", status_code=201, dependencies=COLLECT)
async def pause(contract_id: Id, body: PauseBody, work: Command) -> ArrearsMoved:
    """Days that are agreed not to count; they may not overlap with others that do not."""
    made = new_id()
    return _moved(await handlers.agree_pause(work, contract_id, made, body.pause()), made)


@routes.post(f"{OF}/interest-terms", status_code=201, dependencies=COLLECT)
async def agree_interest(contract_id: Id, body: InterestTermsBody, work: Command) -> ArrearsMoved:
    """Registers what late payment bears; without any it is the one-year loan prime rate of the day."""
    return _moved(await handlers.agree_interest(work, contract_id, body.clause, body.rate, body.from_on))


@routes.post(f"{OF}/interest", status_code=201, dependencies=[allowed("contract.invoice.book")])
async def charge_interest(contract_id: Id, body: InterestBody, work: Command) -> ArrearsMoved:
    """Issues an invoice over the interest that an invoice has borne and that was not charged before."""
    made = new_id()
    return _moved(await handlers.charge_interest(work, contract_id, made, body.wish(work.context.today)), made)


@routes.post(f"{OF}/write-offs", status_code=201, dependencies=COLLECT)
async def ask_write_off(contract_id: Id, body: WriteOffBody, work: Command) -> ArrearsMoved:
    """Asks others whether what is open of an invoice goes off the books; it is owed all the same."""
    made, approval = new_id(), new_id()
    asked = (body.invoice_id, body.amount, body.reason)
    return _moved(await handlers.ask_write_off(work, contract_id, made, approval, *asked), made, approval)


@routes.post(f"{OF}/restorations", status_code=201, dependencies=BOOK)
async def restore(contract_id: Id, body: RestorationBody, work: Command) -> ArrearsMoved:
    """Puts what was written off of an invoice on the books again."""
    on = body.effective_on or work.context.today
    return _moved(await handlers.restore(work, contract_id, body.document, body.invoice_id, body.amount, on))


@routes.post(f"{OF}/valuations", status_code=201, dependencies=BOOK)
async def provide(contract_id: Id, body: ValuationBody, work: Command) -> ArrearsMoved:
    """Books the loss that is expected by the age of what is open, or takes back what is no longer expected."""
    made = new_id()
    return _moved(await handlers.provide(work, contract_id, made, body.as_of or work.context.today), made)


@routes.post(f"{OF}/confirmations", status_code=201, dependencies=COLLECT)
async def ask_balance(contract_id: Id, body: ConfirmationBody, work: Command) -> ArrearsMoved:
    """Asks the counterparty to confirm what it owes as of a day."""
    made, today = new_id(), work.context.today
    as_of, balance = body.as_of or today, body.balance
    if balance is None:
        ledger = await work.load(LEDGER, contract_id, must_exist=True)
        balance = await open_as_of(work, contract_id, as_of, ledger.state.currency)
    return _moved(await handlers.ask_balance(work, contract_id, made, as_of, balance, body.until(today)), made)


@routes.post(f"{OF}/confirmations/{{confirmation_id}}/answer", status_code=201, dependencies=COLLECT)
async def answer_balance(
    contract_id: Id, confirmation_id: Id, body: ConfirmationAnswerBody, work: Command
) -> ArrearsMoved:
    """Registers the counterparty's answer: agreed where it names the same balance, else differing."""
    on = body.effective_on or work.context.today
    answer = (body.balance, body.file_id, on)
    return _moved(await handlers.answer_balance(work, contract_id, confirmation_id, *answer), confirmation_id)
