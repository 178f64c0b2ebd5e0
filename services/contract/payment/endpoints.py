from typing import Literal

from fastapi import Response
from sqlalchemy import literal, select

from services.contract.payment import handlers
from services.contract.payment.aggregate import Payment
from services.contract.payment.passing_on import pass_on
from services.contract.payment.returning import refund
from services.contract.payment.returning import set_off as set_off_advance
from services.contract.payment.schemas import (
    AllocationsBody,
    OffsetBody,
    PassedOn,
    PassingOnBody,
    PaymentAnswer,
    PaymentBody,
    PaymentBooked,
    PaymentHeldAnswer,
    PaymentList,
    ReceiptBody,
    RefundBody,
    ReleaseBody,
    WaiverBody,
)
from services.contract.payment.tables import payments
from services.contract.payment.waiving import hold, release
from services.contract.rows import CurrencyCode, OpenAmount, open_by, with_money
from shared.eventstore.aggregate import Stream
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id, new_id
from shared.web.routing import Command, Page, Query, allowed, page_of, refusal, router

routes = router()
SEEN = visible(payments.c.unit_id, literal("contract-").concat(payments.c.contract_id))


def _booked(payment: Stream[Payment]) -> PaymentBooked:
    return PaymentBooked(payment_id=payment.id, state=payment.state.stage, version=payment.version)


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
    return _booked(payment)


@routes.post("/v1/contracts/{contract_id}/receipts", status_code=201, dependencies=[allowed("contract.receipt.book")])
async def receive(contract_id: Id, body: ReceiptBody, work: Command) -> PaymentBooked:
    """Books money that came in on a sales contract."""
    return _booked(await handlers.receive(work, new_id(), contract_id, body.wish(work.context.today)))


@routes.post("/v1/receipts/{payment_id}/allocations", status_code=201, dependencies=[allowed("contract.receipt.book")])
async def allocate(payment_id: Id, body: AllocationsBody, work: Command) -> PaymentBooked:
    """Settles invoices with a receipt."""
    parts = tuple((part.invoice_id, part.amount) for part in body.allocations)
    return _booked(await handlers.allocate(work, payment_id, parts, body.effective_on or work.context.today))


@routes.post("/v1/payments/{payment_id}/offsets", status_code=201, dependencies=[allowed("contract.payment.make")])
async def set_off(payment_id: Id, body: OffsetBody, work: Command) -> PaymentBooked:
    """Settles invoices with what is left of an advance or of earnest money; no money moves."""
    return _booked(await set_off_advance(work, payment_id, body.wish(work.context.today)))


@routes.post("/v1/payments/{payment_id}/refunds", status_code=201, dependencies=[allowed("contract.payment.refund")])
async def give_back(payment_id: Id, body: RefundBody, work: Command) -> PaymentBooked:
    """Books money that a supplier gave back, or that a customer got back, of a payment or receipt."""
    wish = body.wish(work.context.today)
    return _booked(await refund(work, new_id(), payment_id, wish, work.context.actor))


@routes.post("/v1/payments/{payment_id}/waiver", status_code=201, dependencies=[allowed("contract.waiver.ask")])
async def ask_waiver(payment_id: Id, body: WaiverBody, work: Command) -> PaymentHeldAnswer:
    """Holds a blocked payment until others have decided whether it may pass what payment control has against it."""
    waiver_id, approval_id = new_id(), new_id()
    payment = await hold(work, payment_id, waiver_id, approval_id, body.reason, body.expires_on)
    return PaymentHeldAnswer(
        payment_id=payment_id,
        state=payment.state.stage,
        waiver_id=waiver_id,
        approval_id=approval_id,
        version=payment.version,
    )


@routes.post("/v1/payments/{payment_id}/release", status_code=201, dependencies=[allowed("contract.payment.make")])
async def release_held(payment_id: Id, body: ReleaseBody, work: Command) -> PaymentBooked:
    """Makes a payment under its granted waiver; anything else against it still refuses it."""
    return _booked(await release(work, payment_id, body.effective_on or work.context.today))


@routes.post(
    "/v1/contracts/{contract_id}/customer-payments",
    status_code=201,
    dependencies=[allowed("contract.payment.make")],
)
async def pass_receipt_on(contract_id: Id, body: PassingOnBody, work: Command) -> PassedOn:
    """Says which receipt of a customer the payments of a purchase contract waited for: they are due from its day on."""
    return PassedOn(dated=await pass_on(work, contract_id, body.receipt_id, body.place()))


@routes.get("/v1/payments", dependencies=[allowed("contract.payment.read")])
async def list_payments(
    work: Query,
    page: Page,
    contract_id: Id | None = None,
    counterparty_id: Id | None = None,
    way: Literal["in", "out"] | None = None,
    state: Literal["blocked", "held", "made", "received", "allocated", "refunded"] | None = None,
    open: OpenAmount = None,  # noqa: A002 - the word of the interface
    currency: CurrencyCode = None,
) -> PaymentList:
    """Payments and receipts of the caller's units, the last booked first; those of a contract or a counterparty the
    latest day first. `open` finds receipts of which that much is left to allocate.
    """
    chosen = select(payments).where(SEEN)
    for column, wanted in (
        (payments.c.contract_id, contract_id),
        (payments.c.counterparty_id, counterparty_id),
        (payments.c.way, way),
        (payments.c.state, state),
        (payments.c.open_item, open_by(open, currency)),
    ):
        if wanted is not None:
            chosen = chosen.where(column == wanted)
    days = [payments.c.effective_on.desc()] if contract_id or counterparty_id else []
    rows = await page_of(work, chosen, [*days, payments.c.payment_id.desc()], page)
    return PaymentList(items=[PaymentAnswer(**with_money(row, PaymentAnswer)) for row in rows])


@routes.get("/v1/payments/{payment_id}", dependencies=[allowed("contract.payment.read")])
async def show(payment_id: Id, work: Query) -> PaymentAnswer:
    """One payment or receipt."""
    row = await work.row(select(payments).where(payments.c.payment_id == payment_id, SEEN))
    if row is None:
        raise NotFoundError
    return PaymentAnswer(**with_money(row, PaymentAnswer))
