"""A payment that control blocked: held for a waiver, and released under it once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.contract.contract.handlers import settling
from services.contract.ledger.aggregate import LEDGER, Book, payment_order
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.ledger.control import Breach, all_breaches
from services.contract.ledger.state import Ledger
from services.contract.master.handlers import draw
from services.contract.obligation.handlers import meet_what_is_settled
from services.contract.payment.aggregate import PAYMENT, Hold, Payment, Release, Stage, decide, parts_of
from services.contract.payment.errors import NothingToWaiveError
from services.contract.payment.handlers import books_of, charged, examined
from services.contract.waiver.aggregate import AskWaiver, UseWaiver, WaiverWish
from services.contract.waiver.handlers import ask_waiver, check_over, use_waiver, waived_by
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import NotPossibleNowError


async def hold(
    work: Work, payment_id: str, waiver_id: str, approval_id: str, reason: str, expires_on: date
) -> Stream[Payment]:
    """A waiver of every rule that the payment breaks now is asked for; the payment waits for the decision."""
    payment = await work.load(PAYMENT, payment_id, must_exist=True)
    request = payment.state.request
    wish = WaiverWish(reason, expires_on)
    if request is None or payment.state.stage not in (Stage.BLOCKED, Stage.HELD):
        raise NotPossibleNowError(payment.state.stage, wish)
    contract = await settling(work, payment.state.contract_id)
    await check_over(work, payment.state.waiver_id)
    ledger = await work.load(LEDGER, contract.id)
    kind = contract.state.head.type_code
    books = await books_of(work, payment_id, parts_of(request), ledger.state, work.context.today, type_code=kind)
    broken = _broken(ledger.state, books)
    if not broken:
        raise NothingToWaiveError
    command = AskWaiver(
        waiver_id=waiver_id,
        approval_id=approval_id,
        contract_id=contract.id,
        payment_id=payment_id,
        clause=broken[0].clause,
        phase=broken[0].phase,
        rules=tuple(dict.fromkeys(breach.reason for breach in broken)),
        limit=broken[0].limit,
        used=broken[0].used,
        amount=request.amount,
        wish=wish,
        today=work.context.today,
    )
    work.record(payment, decide(payment.state, Hold(waiver_id, work.context.today)))
    await ask_waiver(work, command, contract.state.number, key=contract.id, unit=contract.unit)
    return payment


def _broken(ledger: Ledger, books: Sequence[Book]) -> list[Breach]:
    """Every rule that a part breaks, on what the parts before it would have used."""
    state, broken = ledger, list[Breach]()
    for book in books:
        broken += all_breaches(state, payment_order(book))
        state = LEDGER.fold(decide_ledger(state, replace(book, fact=True)), state)
    return broken


async def release(work: Work, payment_id: str, on: date) -> Stream[Payment]:
    """The waiver was granted: the payment is made under it, if nothing else stands against it by now."""
    payment = await work.load(PAYMENT, payment_id, must_exist=True)
    request = payment.state.request
    if request is None or not payment.state.waiver_id:
        raise NotPossibleNowError(payment.state.stage, Release("", "purchase", None, None, on))
    contract = await settling(work, payment.state.contract_id)
    head = contract.state.head
    ledger = await work.load(LEDGER, contract.id)
    waived = await waived_by(work, payment.state.waiver_id)
    books = await books_of(
        work, payment_id, parts_of(request), ledger.state, on, type_code=head.type_code, waived=waived
    )
    found = examined(ledger.state, books)
    invoice = ledger.state.invoices.get(request.invoice_id or "")
    due_on = invoice.due_on if invoice else None
    events = decide(payment.state, Release(head.owner_id, head.direction, found.breach, due_on, on))
    booking = [*found.booking, *charged(ledger.state, payment_id, request.charges, on)]
    work.record(payment, events)
    use = UseWaiver(payment_id, request.amount, work.context.today)
    await use_waiver(work, payment.state.waiver_id, use)
    await meet_what_is_settled(work, LEDGER.fold(booking, ledger.state), booking, on)
    work.record(ledger, booking)
    await draw(work, ledger.state, booking)
    return payment
