"""What is done about what is not paid in time, one sentence a function."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from services.contract.ageing.scheme import Pause, expected_loss
from services.contract.arrears import commands as c
from services.contract.arrears.aggregate import decide
from services.contract.arrears.errors import FirstChargeError
from services.contract.arrears.events import Channel, DisputeOutcome
from services.contract.arrears.state import Arrears
from services.contract.collection.found import Found, find, moves_of, prime_rates, received_between, streams_of
from services.contract.collection.interest import interest, rate_on
from services.contract.collection.projections import REVIEW, morning
from services.contract.deputy.handlers import let_deputies_in
from services.contract.file.handlers import attach_file
from services.contract.invoice.aggregate import INVOICE, BookInvoice
from services.contract.invoice.aggregate import decide as decide_invoice
from services.contract.invoice.handlers import not_booked_before
from services.contract.ledger.aggregate import LEDGER, Book
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.review.places import places_of
from services.contract.terms import INTEREST_PHASE
from shared.approvals.commands import OpenApproval
from shared.approvals.handlers import open_round
from shared.approvals.route import StepPlan
from shared.eventstore.aggregate import Stream
from shared.eventstore.deadlines import Deadline, set_deadline
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError
from shared.values.money import Money


def record(work: Work, found: Found, command: c.Command) -> Stream[Arrears]:
    """What is decided on a contract's arrears."""
    work.record(found.arrears, decide(found.arrears.state, command))
    return found.arrears


async def review(work: Work, due: Deadline) -> None:
    """The level is brought to what the days past due come to; a contract in arrears is looked at each day."""
    contract_id = due.data["contract_id"]
    on = work.context.today
    found = await find(work, contract_id, on)
    stands = found.standing_on(on)
    figures = (stands.level, stands.days, stands.overdue, stands.oldest_due_on, stands.limitation_on)
    stream = record(work, found, c.Review(found.head, *figures, on))
    if stream.state.level:
        tomorrow = morning(on + timedelta(days=1))
        await work.execute(set_deadline(REVIEW, contract_id, tomorrow, {"contract_id": contract_id}))


async def demand(work: Work, contract_id: str, channel: Channel, on: date) -> Stream[Arrears]:
    """The counterparty was asked for all that is past due."""
    found = await find(work, contract_id, on)
    return record(work, found, c.Demand(found.head, channel, found.standing_on(on).overdue, on))


async def promise(
    work: Work, contract_id: str, promise_id: str, amount: Money, pay_by: date, on: date
) -> Stream[Arrears]:
    """The counterparty promised to pay so much by a day."""
    found = await find(work, contract_id, on)
    open_ = found.standing_on(on).open
    return record(work, found, c.Promise(found.head, promise_id, amount, pay_by, open_, on))


async def judge_promise(work: Work, due: Deadline) -> None:
    """The day after the promised one has begun: what came in since tells whether it was kept."""
    found = await find(work, due.data["contract_id"], work.context.today)
    known = found.arrears.state.promises.get(due.subject)
    if known is not None:
        span = (known.effective_on, known.pay_by)
        paid = await received_between(work, found.head.contract_id, *span, known.amount.currency)
        record(work, found, c.JudgePromise(found.head, due.subject, paid, work.context.today))


async def dispute(
    work: Work, contract_id: str, dispute_id: str, invoice_id: str | None, reason: str, on: date
) -> Stream[Arrears]:
    """The counterparty objects: the clock stands until that is resolved."""
    found = await find(work, contract_id, on)
    _known(found, invoice_id)
    return record(work, found, c.Dispute(found.head, dispute_id, invoice_id, reason, on))


async def resolve(work: Work, contract_id: str, dispute_id: str, outcome: DisputeOutcome, on: date) -> Stream[Arrears]:
    """The dispute is over and the clock goes on."""
    found = await find(work, contract_id, on)
    return record(work, found, c.ResolveDispute(found.head, dispute_id, outcome, on))


async def agree_pause(work: Work, contract_id: str, pause_id: str, pause: Pause) -> Stream[Arrears]:
    """Some days are agreed not to count."""
    found = await find(work, contract_id, work.context.today)
    _known(found, pause.invoice_id)
    return record(work, found, c.AgreePause(found.head, pause_id, pause))


def _known(found: Found, invoice_id: str | None) -> None:
    if invoice_id is not None and invoice_id not in found.ledger.invoices:
        raise InvalidFieldError("/invoice_id", "the contract has no such invoice")


async def agree_interest(
    work: Work, contract_id: str, clause: str | None, rate: Decimal | None, from_on: date
) -> Stream[Arrears]:
    """What late payment bears from a day on, whoever is late: the counterparty, or we under a purchase contract."""
    head, arrears, _ = await streams_of(work, contract_id)
    work.record(arrears, decide(arrears.state, c.AgreeInterest(head, clause, rate, from_on)))
    return arrears


@dataclass(frozen=True, slots=True)
class InterestWish:
    """Interest on an invoice up to a day, as an invoice of its own number with that tax."""

    invoice_id: str
    number: str
    tax_rate: Decimal
    until: date
    due_on: date


async def charge_interest(work: Work, contract_id: str, interest_id: str, wish: InterestWish) -> Stream[Arrears]:
    """Interest that came up and was not charged before becomes an invoice, whatever the plan allows."""
    found = await find(work, contract_id, wish.until)
    late = found.ledger.invoices.get(wish.invoice_id)
    if late is None or late.due_on is None or late.phase == INTEREST_PHASE:
        raise InvalidFieldError("/invoice_id", "the contract has no such invoice that bears interest")
    if wish.until > work.context.today:
        raise InvalidFieldError("/until", "interest of days to come is not known")
    state = found.arrears.state
    since = state.charged.get(wish.invoice_id, late.due_on + timedelta(days=found.scheme.grace_days))
    if wish.until <= since:
        raise FirstChargeError(since=since.isoformat())
    prime = await prime_rates(work, contract_id)
    borne = interest(
        late.gross,
        await moves_of(work, contract_id, wish.invoice_id),
        rate=lambda day: rate_on(state.rates, late.clause, day, prime.on(day)),
        pauses=[pause for pause in state.pauses.values() if pause.covers(wish.invoice_id)],
        since=since,
        until=wish.until,
    )
    command = c.ChargeInterest(found.head, interest_id, wish.invoice_id, since, wish.until, borne.days, borne.amount)
    stream = record(work, found, command)
    await _invoice(work, found, interest_id, wish, late.clause, borne.amount)
    return stream


async def _invoice(work: Work, found: Found, interest_id: str, wish: InterestWish, clause: str, net: Money) -> None:
    head, on = found.head, work.context.today
    await not_booked_before(work, "sales", head.counterparty_id, wish.number)
    tax = net.times(wish.tax_rate)
    fact = {
        **head.fields(),
        "invoice_id": interest_id,
        "order_id": None,
        "number": wish.number,
        "net": net,
        "tax": tax,
        "gross": net + tax,
        "clause": clause,
        "phase": INTEREST_PHASE,
        "due_on": wish.due_on,
        "effective_on": on,
    }
    invoice = await work.load(INVOICE, interest_id, key=found.arrears.key, unit=found.arrears.unit)
    work.record(invoice, decide_invoice(invoice.state, BookInvoice("sales", fact)))
    ledger = await work.load(LEDGER, head.contract_id)
    place = (clause, INTEREST_PHASE)
    book = Book("invoiced", interest_id, net + tax, on, *place, None, interest_id, wish.due_on, fact=True)
    work.record(ledger, decide_ledger(ledger.state, book))


async def ask_write_off(
    work: Work, contract_id: str, write_off_id: str, approval_id: str, invoice_id: str, amount: Money, reason: str
) -> Stream[Arrears]:
    """Others are asked whether what is open of an invoice goes off the books; it is owed all the same."""
    on = work.context.today
    found = await find(work, contract_id, on)
    _known(found, invoice_id)
    item = found.item(invoice_id)
    nothing = Money.zero(found.ledger.currency)
    open_ = item.open - item.off if item else nothing
    command = c.AskWriteOff(found.head, write_off_id, approval_id, invoice_id, amount, open_, reason, on)
    stream = record(work, found, command)
    asked = stream.state.write_off
    places = await places_of(work, stream.unit)
    opening = OpenApproval(
        approval_id=approval_id,
        subject=stream.name,
        label=found.number,
        round=1,
        drafter=work.context.actor,
        text_hash=asked.text_hash if asked else "",
        steps=(write_off_step(places["headquarters"]),),
        at=work.context.now,
    )
    await open_round(work, opening, key=stream.key, unit=stream.unit, started=let_deputies_in)
    return stream


def write_off_step(headquarters: str) -> StepPlan:
    """Whoever may write off at headquarters, and did not ask for it."""
    return StepPlan(
        step="finance",
        stage=1,
        permission="contract.arrears.write_off",
        unit_id=headquarters,
        remind_hours=24,
        limit_hours=72,
    )


async def restore(
    work: Work, contract_id: str, document: str, invoice_id: str, amount: Money, on: date
) -> Stream[Arrears]:
    """What was written off is on the books again: it was paid after all, or may be."""
    found = await find(work, contract_id, on)
    of = found.ledger.invoices.get(invoice_id)
    if of is None:
        raise InvalidFieldError("/invoice_id", "the contract has no such invoice")
    place = (of.clause, of.phase)
    return record(work, found, c.Restore(found.head, document, invoice_id, place, amount, on))


async def provide(work: Work, contract_id: str, document: str, on: date) -> Stream[Arrears]:
    """The books hold the loss that the buckets of the day expect: the difference is posted, or taken back."""
    found = await find(work, contract_id, on)
    stands = found.standing_on(on)
    parts = [(item.open - item.off, days) for item, days in stands.items if item.open > item.off]
    expected = expected_loss(parts, found.scheme, found.ledger.currency)
    return record(work, found, c.Provide(found.head, document, expected, on))


async def ask_balance(
    work: Work, contract_id: str, confirmation_id: str, as_of: date, balance: Money, answer_by: date
) -> Stream[Arrears]:
    """The counterparty is asked to confirm what it owes."""
    found = await find(work, contract_id, work.context.today)
    dates = {"as_of": as_of, "answer_by": answer_by, "on": work.context.today}
    return record(work, found, c.AskBalance(found.head, confirmation_id, balance=balance, **dates))


async def answer_balance(
    work: Work, contract_id: str, confirmation_id: str, balance: Money, file_id: str | None, on: date
) -> Stream[Arrears]:
    """It agrees, or names another balance."""
    found = await find(work, contract_id, on)
    stream = record(work, found, c.AnswerBalance(found.head, confirmation_id, balance, file_id, on))
    if file_id is not None:
        await attach_file(work, file_id, contract_id)
    return stream


async def give_up_balance(work: Work, due: Deadline) -> None:
    """The day after the last one for an answer has begun."""
    found = await find(work, due.data["contract_id"], work.context.today)
    record(work, found, c.GiveUpBalance(found.head, due.subject, work.context.today))
