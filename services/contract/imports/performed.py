"""What was done under a contract of a file: payments that were made, milestones that were reached."""

from datetime import date
from typing import Final

from services.contract.contract.events import ContractImported
from services.contract.imports.errand import Errand, Taken
from services.contract.imports.streams import Moving, new_stream
from services.contract.ledger.aggregate import Book, payment_order
from services.contract.ledger.control import first_breach
from services.contract.obligation.aggregate import (
    OBLIGATION,
    ChangeObligation,
    LapseObligation,
    MeetObligation,
    Obligation,
    PlanObligation,
)
from services.contract.obligation.aggregate import decide as decide_obligation
from services.contract.obligation.events import ObligationPlanned, Thing
from services.contract.ocds.contracts import ForeignContract, Milestone, Paid
from services.contract.payment.aggregate import PAYMENT, ImportPayment, excess_of
from services.contract.payment.aggregate import decide as decide_payment
from services.contract.payment.events import PaymentMade
from services.contract.terms import HANDOVER_PHASE
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.ids import derived_id
from shared.values.money import Money

CLAUSE: Final = "total"
PHASE: Final = "all"
"""An imported contract has one planned payment over its whole amount."""


def milestone_key(contract_id: str, milestone_id: str) -> str:
    """The obligation that a milestone of a source is."""
    return derived_id("ocds-milestone", contract_id, milestone_id)


def owed_of(fact: ContractImported, milestone: Milestone, obligation_id: str) -> ObligationPlanned:
    """A milestone is something that the supplier hands over."""
    return ObligationPlanned(
        obligation_id=obligation_id,
        contract_id=fact.contract_id,
        counterparty_id=fact.counterparty_id,
        owner_id=fact.owner_id,
        direction=fact.direction,
        clause=CLAUSE,
        phase=HANDOVER_PHASE,
        debtor="counterparty",
        due_on=milestone.due_on,
        after=None,
        amount=Money.zero(fact.amount.currency),
        thing=Thing(description=milestone.title, quantity=None, unit="", source_id=milestone.milestone_id),
    )


def owe(work: Work, fact: ContractImported, milestone: Milestone, unit: str) -> None:
    """Something more is owed; of a contract that has ended nothing is any more."""
    planned = owed_of(fact, milestone, milestone_key(fact.contract_id, milestone.milestone_id))
    stream = new_stream(OBLIGATION, planned.obligation_id, fact.contract_id, unit)
    work.record(stream, decide_obligation(stream.state, PlanObligation(planned)))
    _settle(work, stream, milestone, fact)


async def owe_otherwise(
    work: Work, fact: ContractImported, milestone: Milestone, obligation_id: str, today: date
) -> None:
    """What was owed before is called otherwise, is due on another day, or was done meanwhile."""
    stream = await work.load(OBLIGATION, obligation_id, must_exist=True)
    known = stream.state.plan
    if known is None:
        return
    said = owed_of(fact, milestone, obligation_id)
    thing = known.thing or said.thing
    if thing is not None and milestone.title != milestone.milestone_id:
        thing = thing.model_copy(update={"description": milestone.title})
    now = known.model_copy(update={"due_on": milestone.due_on or known.due_on, "thing": thing})
    work.record(stream, decide_obligation(stream.state, ChangeObligation(now, today)))
    _settle(work, stream, milestone, fact)


def _settle(work: Work, stream: Stream[Obligation], milestone: Milestone, fact: ContractImported) -> None:
    if milestone.met:
        met_on = milestone.met_on or milestone.due_on or fact.effective_on
        work.record(stream, decide_obligation(stream.state, MeetObligation(met_on)))
    elif fact.ended_on is not None:
        work.record(stream, decide_obligation(stream.state, LapseObligation(fact.ended_on)))


async def owe_no_more(work: Work, obligation_id: str, ended_on: date) -> None:
    """The contract has ended, and what was owed under it lapses."""
    stream = await work.load(OBLIGATION, obligation_id, must_exist=True)
    work.record(stream, decide_obligation(stream.state, LapseObligation(ended_on)))


def pay(
    work: Work,
    errand: Errand,
    row: ForeignContract,
    fact: ContractImported,
    paid: Paid,
    ledger: Moving,
    number: int,
    taken: Taken,
) -> None:
    """A payment is a fact: booked whatever the contract allows, and remarked where it goes beyond that."""
    payment_id = derived_id("ocds-payment", errand.source, row.ocid, row.contract_id, paid.transaction_id)
    on = paid.paid_on or fact.effective_on
    book = Book("paid", payment_id, paid.amount, on, CLAUSE, PHASE, fact=True)
    foreign = paid.amount.currency != fact.amount.currency
    breach = None if foreign else first_breach(ledger.state, payment_order(book))
    if foreign:
        taken.warn(number, "transactions", "a payment in another currency does not count against the contract")
    if breach is not None:
        taken.warn(number, "transactions", f"more was paid than the contract allows: {breach.reason}")
    made = PaymentMade(
        payment_id=payment_id,
        contract_id=fact.contract_id,
        counterparty_id=fact.counterparty_id,
        owner_id=fact.owner_id,
        direction="purchase",
        clause=CLAUSE,
        phase=PHASE,
        amount=paid.amount,
        invoice_id=None,
        due_on=None,
        excess=excess_of(breach),
        source=errand.source,
        source_id=f"{row.source_id}/{paid.transaction_id}",
        effective_on=on,
    )
    payment = new_stream(PAYMENT, payment_id, fact.contract_id, ledger.stream.unit)
    work.record(payment, decide_payment(payment.state, ImportPayment(made)))
    if not foreign:
        ledger.decide(book)
