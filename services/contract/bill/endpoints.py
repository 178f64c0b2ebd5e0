from typing import Any, Literal

from sqlalchemy import Select, case, func, literal, select

from services.contract.bill import handlers
from services.contract.bill.aggregate import AT_RISK, Bill, DiscountBill, DishonourBill, HonourBill
from services.contract.bill.schemas import (
    BillAllocationsBody,
    BillAnswer,
    BillBody,
    BillDayBody,
    BillList,
    BillMovedAnswer,
    DiscountBody,
    EndorsementBody,
    ExposureAnswer,
    ExposureList,
    SplitBody,
)
from services.contract.bill.tables import bills
from services.contract.rows import with_money
from shared.eventstore.aggregate import Stream
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.values.money import Money
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.bill.read")]
BOOK = [allowed("contract.bill.book")]
PASS_ON = [allowed("contract.bill.pass_on")]
State = Literal["held", "endorsed", "discounted", "split", "honoured", "dishonoured"]
SEEN = visible(bills.c.unit_id, literal("contract-").concat(bills.c.contract_id))


def _moved(bill: Stream[Bill], pieces: tuple[str, ...] = ()) -> BillMovedAnswer:
    return BillMovedAnswer(bill_id=bill.id, state=bill.state.stage, pieces=list(pieces), version=bill.version)


@routes.post("/v1/contracts/{contract_id}/bills", status_code=201, dependencies=BOOK)
async def take(contract_id: Id, body: BillBody, work: Command) -> BillMovedAnswer:
    """Takes a bill that a customer pays with on a sales contract."""
    return _moved(await handlers.take(work, contract_id, body.wish(work.context.today)))


@routes.post("/v1/bills/{bill_id}/allocations", status_code=201, dependencies=BOOK)
async def apply(bill_id: Id, body: BillAllocationsBody, work: Command) -> BillMovedAnswer:
    """Covers invoices with a bill."""
    parts = [(one.invoice_id, one.amount) for one in body.allocations]
    return _moved(await handlers.apply(work, bill_id, parts, body.effective_on or work.context.today))


@routes.post("/v1/bills/{bill_id}/pieces", status_code=201, dependencies=PASS_ON)
async def split(bill_id: Id, body: SplitBody, work: Command) -> BillMovedAnswer:
    """Splits a bill into smaller ones, which take over in turn what it covers."""
    bill, pieces = await handlers.split(work, bill_id, body.amounts, body.effective_on or work.context.today)
    return _moved(bill, tuple(one.bill_id for one in pieces))


@routes.post("/v1/bills/{bill_id}/endorsement", status_code=201, dependencies=PASS_ON)
async def endorse(bill_id: Id, body: EndorsementBody, work: Command) -> BillMovedAnswer:
    """Passes a bill on to a supplier, which pays on their contract under payment control."""
    return _moved(await handlers.endorse(work, bill_id, body.wish(work.context.today)))


@routes.post("/v1/bills/{bill_id}/discount", status_code=201, dependencies=PASS_ON)
async def discount(bill_id: Id, body: DiscountBody, work: Command) -> BillMovedAnswer:
    """A bank pays for a bill before its day."""
    command = DiscountBill(body.bank, body.charges, body.effective_on or work.context.today)
    return _moved(await handlers.move(work, bill_id, command))


@routes.post("/v1/bills/{bill_id}/honouring", status_code=201, dependencies=BOOK)
async def honour(bill_id: Id, body: BillDayBody, work: Command) -> BillMovedAnswer:
    """The acceptor paid."""
    return _moved(await handlers.move(work, bill_id, HonourBill(body.effective_on or work.context.today)))


@routes.post("/v1/bills/{bill_id}/dishonouring", status_code=201, dependencies=BOOK)
async def dishonour(bill_id: Id, body: BillDayBody, work: Command) -> BillMovedAnswer:
    """The acceptor did not pay: what the bill covered is owed again."""
    return _moved(await handlers.move(work, bill_id, DishonourBill(body.effective_on or work.context.today)))


def _seen() -> Select[Any]:
    return select(bills).where(SEEN)


@routes.get("/v1/bills", dependencies=READ)
async def list_bills(
    work: Query,
    page: Page,
    contract_id: Id | None = None,
    counterparty_id: Id | None = None,
    state: State | None = None,
) -> BillList:
    """Bills of the caller's units, those that mature first."""
    chosen = _seen()
    for name, value in {"contract_id": contract_id, "counterparty_id": counterparty_id, "state": state}.items():
        if value is not None:
            chosen = chosen.where(bills.c[name] == value)
    rows = await page_of(work, chosen, [bills.c.matures_on, bills.c.bill_id], page)
    return BillList(items=[BillAnswer(**with_money(row, BillAnswer)) for row in rows])


@routes.get("/v1/bills/{bill_id}", dependencies=READ)
async def show(bill_id: Id, work: Query) -> BillAnswer:
    """One bill."""
    row = await work.row(_seen().where(bills.c.bill_id == bill_id))
    if row is None:
        raise NotFoundError
    return BillAnswer(**with_money(row, BillAnswer))


@routes.get("/v1/bill-exposures", dependencies=READ)
async def exposures(work: Query, page: Page, counterparty_id: Id | None = None) -> ExposureList:
    """What of each customer's bills is at risk, by currency: held, and passed on with recourse to us."""
    held = func.sum(case((bills.c.state == "held", bills.c.amount), else_=0)).label("held")
    on = func.sum(case((bills.c.state != "held", bills.c.amount), else_=0)).label("passed_on")
    by = (bills.c.counterparty_id, bills.c.currency)
    chosen = select(*by, held, on).where(SEEN, bills.c.state.in_(sorted(AT_RISK))).group_by(*by)
    if counterparty_id is not None:
        chosen = chosen.where(bills.c.counterparty_id == counterparty_id)
    found = chosen.subquery("found")
    rows = await page_of(work, select(found), [found.c.counterparty_id, found.c.currency], page)
    return ExposureList(
        items=[
            ExposureAnswer(
                counterparty_id=row["counterparty_id"],
                held=Money.of(row["held"], row["currency"]),
                passed_on=Money.of(row["passed_on"], row["currency"]),
            )
            for row in rows
        ]
    )
