from typing import Any, Final

import asyncpg
from sqlalchemy import Select, literal, select

from services.contract.contract.tables import contracts
from services.contract.late_interest.aggregate import INTEREST_INVOICES
from services.contract.late_interest.counting import counted
from services.contract.late_interest.handlers import book_interest
from services.contract.late_interest.invoicing import InterestInvoiceWish, take_invoice
from services.contract.late_interest.owing import Borne
from services.contract.late_interest.schemas import (
    InterestBody,
    InterestBooked,
    InterestInvoiceAnswer,
    InterestInvoiceBody,
    InterestInvoiceList,
    InterestInvoiceTaken,
    LateInterest,
    LateItem,
)
from services.contract.late_interest.tables import interest_invoices
from services.contract.ledger.aggregate import LEDGER
from services.contract.rows import with_money
from shared.security.visibility import visible
from shared.values.clock import BusinessDate
from shared.values.errors import NotFoundError
from shared.values.ids import Id, new_id
from shared.values.money import Money
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.payment.read")]
MOST_INVOICES: Final = 200
SEEN = visible(contracts.c.unit_id, literal("contract-").concat(contracts.c.contract_id))


@routes.get("/v1/contracts/{contract_id}/late-interest", dependencies=READ)
async def show(contract_id: Id, work: Query, as_of: BusinessDate | None = None) -> LateInterest:
    """The interest that we owe under a purchase contract for what we paid late, or have not paid yet."""
    row = await work.row(select(contracts).where(contracts.c.contract_id == contract_id, SEEN))
    if row is None:
        raise NotFoundError
    day = as_of or work.context.today
    found = await counted(work, row, day)
    ledger, asked = await work.load(LEDGER, contract_id), await work.load(INTEREST_INVOICES, contract_id)
    rows = await work.rows(
        select(interest_invoices)
        .where(interest_invoices.c.contract_id == contract_id)
        .order_by(interest_invoices.c.effective_on, interest_invoices.c.invoice_id)
        .limit(MOST_INVOICES)
    )
    return LateInterest(
        contract_id=contract_id,
        as_of=day,
        small_supplier=found.small_supplier,
        least_rate=found.least_rate,
        items=[_item(one) for one in found.items],
        interest=Money.total([one.interest.amount for one in found.items], row["currency"]),
        booked=ledger.state.interest() if ledger.exists else Money.zero(row["currency"]),
        invoiced=Money.total(asked.state.covered.values(), row["currency"]),
        invoices=[_invoice(one) for one in rows],
    )


@routes.get("/v1/late-interest-invoices", dependencies=READ)
async def list_invoices(
    work: Query, page: Page, contract_id: Id | None = None, counterparty_id: Id | None = None
) -> InterestInvoiceList:
    """What suppliers asked for of late interest, the latest first, each held against what was owed of it then."""
    chosen, c = _invoices(), interest_invoices.c
    if contract_id is not None:
        chosen = chosen.where(c.contract_id == contract_id)
    if counterparty_id is not None:
        chosen = chosen.where(c.counterparty_id == counterparty_id)
    rows = await page_of(work, chosen, [c.effective_on.desc(), c.invoice_id.desc()], page)
    return InterestInvoiceList(items=[_invoice(one) for one in rows])


@routes.get("/v1/late-interest-invoices/{invoice_id}", dependencies=READ)
async def show_invoice(invoice_id: Id, work: Query) -> InterestInvoiceAnswer:
    """One of them."""
    row = await work.row(_invoices().where(interest_invoices.c.invoice_id == invoice_id))
    if row is None:
        raise NotFoundError
    return _invoice(row)


@routes.post(
    "/v1/contracts/{contract_id}/late-interest", status_code=201, dependencies=[allowed("contract.arrears.value")]
)
async def book(contract_id: Id, body: InterestBody, work: Command) -> InterestBooked:
    """Books what we owe of late interest up to a day: it is due then, under each clause's phase `late-interest`."""
    document = new_id()
    ledger = await book_interest(work, contract_id, document, body.until or work.context.today)
    return InterestBooked(
        contract_id=contract_id, document=document, booked=ledger.state.interest(), version=ledger.version
    )


@routes.post(
    "/v1/contracts/{contract_id}/late-interest/invoices",
    status_code=201,
    dependencies=[allowed("contract.invoice.book")],
)
async def take(contract_id: Id, body: InterestInvoiceBody, work: Command) -> InterestInvoiceTaken:
    """Takes the supplier's own invoice for late interest against what is booked as owed: nothing is owed twice, and a
    difference is told.
    """
    on = body.effective_on or work.context.today
    wish = InterestInvoiceWish(new_id(), body.clause, body.number, body.net, body.tax, body.gross, on)
    taken = await take_invoice(work, contract_id, wish)
    return InterestInvoiceTaken(
        invoice_id=wish.invoice_id,
        contract_id=contract_id,
        covered=taken.fact.covered,
        difference=taken.fact.difference,
        version=taken.stream.version,
    )


def _invoices() -> Select[Any]:
    resource = literal("contract-").concat(interest_invoices.c.contract_id)
    return select(interest_invoices).where(visible(interest_invoices.c.unit_id, resource))


def _invoice(row: asyncpg.Record) -> InterestInvoiceAnswer:
    return InterestInvoiceAnswer(**with_money(row, InterestInvoiceAnswer))


def _item(one: Borne) -> LateItem:
    payable = one.payable
    return LateItem(
        kind=payable.kind,
        item_id=payable.item_id,
        clause=payable.clause,
        phase=payable.phase,
        due_on=payable.due_on,
        amount=payable.gross,
        open=one.open,
        days=one.interest.days,
        rate=one.rate,
        interest=one.interest.amount,
    )
