"""Bills: the document first, then the ledger; what they pay when they are passed on goes through payment control."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from services.contract.bill.aggregate import (
    AT_RISK,
    BILL,
    ApplyBill,
    Bill,
    DiscountBill,
    DishonourBill,
    EndorseBill,
    HonourBill,
    SplitBill,
    Stage,
    TakeBill,
    TellOfBill,
    decide,
)
from services.contract.bill.events import (
    Acceptor,
    BillDiscounted,
    BillDishonoured,
    BillEndorsed,
    BillHonoured,
    BillSplit,
    BillTaken,
    Covered,
    Piece,
)
from services.contract.bill.tables import bills
from services.contract.contract.handlers import settling
from services.contract.ledger.adjustments import Adjust
from services.contract.ledger.aggregate import LEDGER
from services.contract.ledger.aggregate import decide as decide_ledger
from services.contract.ledger.events import Change, OnBills
from services.contract.ledger.state import Ledger
from services.contract.master.handlers import draw
from services.contract.obligation.handlers import meet_what_is_settled, reopen_what_is_owed
from services.contract.payment.errors import WrongDirectionError
from services.contract.payment.events import PaymentPart
from services.contract.payment.handlers import PaymentWish, pay
from shared.eventstore.aggregate import Stream
from shared.eventstore.deadlines import Deadline
from shared.eventstore.event import Event
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError, NotFoundError
from shared.values.ids import derived_id, new_id
from shared.values.money import Money

WITH_US: Final = frozenset({*AT_RISK, Stage.SPLIT})
"""States in which no other bill of the same number can be taken."""


@dataclass(frozen=True, slots=True)
class BillWish:
    number: str
    acceptor: Acceptor
    acceptor_name: str
    amount: Money
    issued_on: date
    matures_on: date
    on: date


async def take(work: Work, contract_id: str, wish: BillWish) -> Stream[Bill]:
    """A customer pays with a bill; the money comes when its acceptor honours it."""
    contract = await settling(work, contract_id)
    head = contract.state.head
    if head.direction != "sales":
        raise WrongDirectionError
    bill_id = await _free_id(work, wish.number)
    fact = BillTaken(
        bill_id=bill_id,
        root_id=bill_id,
        contract_id=contract_id,
        counterparty_id=head.counterparty_id,
        owner_id=head.owner_id,
        of=None,
        number=wish.number,
        acceptor=wish.acceptor,
        acceptor_name=wish.acceptor_name,
        amount=wish.amount,
        covers=(),
        issued_on=wish.issued_on,
        matures_on=wish.matures_on,
        effective_on=wish.on,
    )
    # New by what the table says: whoever took it since is met at the append, and found in the table afterwards.
    bill = work.start(BILL, bill_id, key=contract_id, unit=contract.unit)
    ledger = await work.load(LEDGER, contract_id)
    booking = decide_ledger(ledger.state, Adjust("taken", bill_id, wish.amount, wish.on))
    work.record(bill, decide(bill.state, TakeBill(fact)))
    work.record(ledger, booking)
    return bill


async def _free_id(work: Work, number: str) -> str:
    """The id that the next bill of that number has, made of both: of two clerks who take it at once one comes second,
    and finds it taken. Raises `InvalidFieldError` while one of that number is with us, or was passed on by us.
    """
    async with work.beyond():
        same = select(bills.c.state).where(bills.c.number == number, bills.c.of.is_(None))
        states = [row["state"] for row in await work.rows(same)]
    if any(state in WITH_US for state in states):
        raise InvalidFieldError("/number", "a bill of this number is taken already")
    return derived_id("bill", number, str(len(states)))


async def apply(work: Work, bill_id: str, parts: Sequence[tuple[str, Money]], on: date) -> Stream[Bill]:
    """A bill covers invoices, never more than it is for nor than is open."""
    bill, fact, ledger = await _known(work, bill_id)
    covers = tuple(Covered(invoice_id=invoice_id, amount=amount) for invoice_id, amount in parts)
    events = decide(bill.state, ApplyBill(covers, on))
    state, booking = ledger.state, list[Event]()
    for place, one in enumerate(covers):
        at = f"/allocations/{place}"
        asked = Adjust(
            "covered",
            bill_id,
            one.amount,
            on,
            of=fact.root_id,
            invoice_id=one.invoice_id,
            amount_at=f"{at}/amount",
            invoice_at=f"{at}/invoice_id",
        )
        said = decide_ledger(state, asked)
        state, booking = LEDGER.fold(said, state), [*booking, *said]
    work.record(bill, events)
    await meet_what_is_settled(work, state, booking, on)
    work.record(ledger, booking)
    return bill


async def split(work: Work, bill_id: str, amounts: Sequence[Money], on: date) -> tuple[Stream[Bill], tuple[Piece, ...]]:
    """Smaller bills stand in its place, which can go different ways; nothing is booked."""
    bill, fact, _ = await _known(work, bill_id)
    events = decide(bill.state, SplitBill(tuple((new_id(), amount) for amount in amounts), on))
    work.record(bill, events)
    [said] = [one for one in events if isinstance(one, BillSplit)]
    for piece in said.pieces:
        own = {"bill_id": piece.bill_id, "of": bill_id, "amount": piece.amount, "covers": piece.covers}
        stream = work.start(BILL, piece.bill_id, key=bill.key, unit=bill.unit)
        work.record(stream, decide(stream.state, TakeBill(fact.model_copy(update={**own, "effective_on": on}))))
    return bill, said.pieces


@dataclass(frozen=True, slots=True)
class EndorseWish:
    """What a bill pays: all of its amount under one clause and phase of a purchase contract."""

    contract_id: str
    clause: str
    phase: str
    invoice_id: str | None
    on: date


async def endorse(work: Work, bill_id: str, wish: EndorseWish) -> Stream[Bill]:
    """A bill is passed on to a supplier and pays on their contract, if payment control lets it; a refusal keeps
    everything as it was.
    """
    bill, fact, ledger = await _known(work, bill_id)
    try:
        supply = await settling(work, wish.contract_id)
    except NotFoundError as error:
        raise InvalidFieldError("/contract_id", "there is no such contract") from error
    head = supply.state.head
    if head.direction != "purchase":
        raise InvalidFieldError("/contract_id", "a bill is passed on to a supplier, on a purchase contract")
    payment_id = new_id()
    events = decide(bill.state, EndorseBill(head.counterparty_id, wish.contract_id, payment_id, wish.on))
    booking = decide_ledger(ledger.state, Adjust("endorsed", bill_id, fact.amount, wish.on, of=fact.root_id))
    part = PaymentPart(clause=wish.clause, phase=wish.phase, amount=fact.amount, invoice_id=wish.invoice_id)
    work.record(bill, events)
    _, breach = await pay(work, payment_id, wish.contract_id, PaymentWish((part,), None, wish.on))
    if breach is not None:
        raise breach.error()
    theirs = await work.load(LEDGER, wish.contract_id)
    asked = Adjust("endorsed", bill_id, fact.amount, wish.on, of=payment_id)
    work.record(theirs, decide_ledger(theirs.state, asked))
    work.record(ledger, booking)
    await draw(work, ledger.state, booking)
    return bill


async def move(work: Work, bill_id: str, command: DiscountBill | HonourBill | DishonourBill) -> Stream[Bill]:
    """It is discounted, honoured or dishonoured; what a dishonoured one covered is owed again."""
    bill, fact, ledger = await _known(work, bill_id)
    events = decide(bill.state, command)
    state, booking = ledger.state, list[Event]()
    for kind, amount, invoice_id in booked_of(fact, events):
        asked = Adjust(kind, bill_id, amount, command.on, of=fact.root_id, invoice_id=invoice_id)
        said = decide_ledger(state, asked)
        state, booking = LEDGER.fold(said, state), [*booking, *said]
    work.record(bill, events)
    if isinstance(command, DishonourBill):
        await reopen_what_is_owed(work, state, booking, command.on)
    work.record(ledger, booking)
    await draw(work, ledger.state, booking)
    return bill


Booked = tuple[Change | OnBills, Money, str | None]


def booked_of(fact: BillTaken, events: Sequence[Event]) -> list[Booked]:
    """What is booked of a bill with these events: kind, amount and invoice."""
    found: list[Booked] = []
    for event in events:
        match event:
            case BillEndorsed():
                found.append(("endorsed", fact.amount, None))
            case BillDiscounted(charges=charges):
                found.append(("discounted", fact.amount, None))
                found += [("charged", charges, None)] if charges is not None else []
            case BillHonoured(passed_on=passed_on):
                found.append(("relieved" if passed_on else "honoured", fact.amount, None))
            case BillDishonoured(passed_on=passed_on, covers=covers):
                found += _dishonoured(fact, covers, passed_on=passed_on)
            case _:
                continue
    return found


def _dishonoured(fact: BillTaken, covers: tuple[Covered, ...], *, passed_on: bool) -> list[Booked]:
    owed: list[Booked] = [("dishonoured", one.amount, one.invoice_id) for one in covers]
    rest = fact.amount - Money.total([one.amount for one in covers], fact.amount.currency)
    more: list[Booked] = [("returned", rest, None)] if rest.is_positive else []
    paid: list[Booked] = [("recoursed", fact.amount, None)] if passed_on else []
    return [*paid, *owed, *more]


async def tell(work: Work, due: Deadline) -> None:
    """Its day comes near."""
    bill = await work.load(BILL, due.subject, must_exist=True)
    work.record(bill, decide(bill.state, TellOfBill(work.context.today)))


async def _known(work: Work, bill_id: str) -> tuple[Stream[Bill], BillTaken, Stream[Ledger]]:
    bill = await work.load(BILL, bill_id, must_exist=True)
    fact = bill.state.fact
    if fact is None:
        raise NotFoundError
    return bill, fact, await work.load(LEDGER, fact.contract_id)
