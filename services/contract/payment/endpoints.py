from typing import Literal

from fastapi import Response
from sqlalchemy import literal, select

from services.contract.payment import handlers
from services.contract.payment.schemas import (
    AllocationsBody,
    PaymentAnswer,
    PaymentBody,
    PaymentBooked,
    PaymentList,
    ReceiptBody,
)
from services.contract.payment.tables import payments
from services.contract.rows import CurrencyCode, OpenAmount, open_by, with_money
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id, new_id
from shared.web.routing import Command, Page, Query, allowed, page_of, refusal, router

routes = router()
SEEN = visible(payments.c.unit_id, literal("contract-").concat(payments.c.contract_id))


@routes.post(
    "/v1/contracts/{contract_id}/payments",
    status_code=201,
    response_model=PaymentBooked,
    dependencies=[allowed("contract.payment.make")],
)
async def pay(contract_id: Id, body: PaymentBody, work: Command) -> PaymentBooked | Response:
    """Makes a payment if clause and phase say so. A refusal names clause, limit and amount used, and is itself
    recorded as `payment.blocked`.
    """
    payment, breach = await handlers.pay(work, new_id(), contract_id, body.wish(work.context.today))
    if breach is not None:
        return refusal(breach.error(payment_id=payment.id))
    return PaymentBooked(payment_id=payment.id, state=payment.state.stage, version=payment.version)


@routes.post("/v1/contracts/{contract_id}/receipts", status_code=201, dependencies=[allowed("contract.receipt.book")])
async def receive(contract_id: Id, body: ReceiptBody, work: Command) -> PaymentBooked:
    """Books money that came in on a sales contract."""
    on = body.effective_on or work.context.today
    payment = await handlers.receive(work, new_id(), contract_id, body.amount, body.reference, on)
    return PaymentBooked(payment_id=payment.id, state=payment.state.stage, version=payment.version)


@routes.post("/v1/receipts/{payment_id}/allocations", status_code=201, dependencies=[allowed("contract.receipt.book")])
async def allocate(payment_id: Id, body: AllocationsBody, work: Command) -> PaymentBooked:
    """Settles invoices with a receipt."""
    parts = tuple((part.invoice_id, part.amount) for part in body.allocations)
    payment = await handlers.allocate(work, payment_id, parts, body.effective_on or work.context.today)
    return PaymentBooked(payment_id=payment.id, state=payment.state.stage, version=payment.version)


@routes.get("/v1/payments", dependencies=[allowed("contract.payment.read")])
async def list_payments(
    work: Query,
    page: Page,
    contract_id: Id | None = None,
    counterparty_id: Id | None = None,
    way: Literal["in", "out"] | None = None,
    open: OpenAmount = None,  # noqa: A002 - the word of the interface
    currency: CurrencyCode = None,
) -> PaymentList:
    """Payments and receipts of the caller's units, the newest first; `open` finds receipts of which that much is left
    to allocate.
    """
    chosen = select(payments).where(SEEN)
    for column, wanted in (
        (payments.c.contract_id, contract_id),
        (payments.c.counterparty_id, counterparty_id),
        (payments.c.way, way),
        (payments.c.open_item, open_by(open, currency)),
    ):
        if wanted is not None:
            chosen = chosen.where(column == wanted)
    rows = await page_of(work, chosen, [payments.c.payment_id.desc()], page)
    return PaymentList(items=[PaymentAnswer(**with_money(row, PaymentAnswer)) for row in rows])


@routes.get("/v1/payments/{payment_id}", dependencies=[allowed("contract.payment.read")])
async def show(payment_id: Id, work: Query) -> PaymentAnswer:
    """One payment or receipt."""
    row = await work.row(select(payments).where(payments.c.payment_id == payment_id, SEEN))
    if row is None:
        raise NotFoundError
    return PaymentAnswer(**with_money(row, PaymentAnswer))
