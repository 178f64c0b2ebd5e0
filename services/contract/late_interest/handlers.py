"""Late interest that we owe, booked: on the ledger, and as an obligation of ours."""

from collections.abc import Iterable
from datetime import date, timedelta

import asyncpg
from sqlalchemy import select

from services.contract.contract.tables import contracts
from services.contract.late_interest.counting import Counted, counted
from services.contract.late_interest.errors import InterestBookedError
from services.contract.ledger.accruing import Accrue, Bears
from services.contract.ledger.aggregate import LEDGER, decide
from services.contract.ledger.events import LedgerAccrued
from services.contract.ledger.state import Ledger
from services.contract.obligation.aggregate import OBLIGATION, ChangeObligation, LapseObligation, PlanObligation
from services.contract.obligation.aggregate import decide as decide_obligation
from services.contract.obligation.events import ObligationPlanned
from services.contract.obligation.handlers import meet_settled_places, obligation_id_of
from services.contract.terms import INTEREST_PHASE
from shared.eventstore.aggregate import Stream
from shared.eventstore.deadlines import Deadline
from shared.eventstore.event import Event
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError, NotFoundError
from shared.values.ids import derived_id


async def book_interest(work: Work, contract_id: str, document: str, until: date) -> Stream[Ledger]:
    """What we owe of interest is brought to what was borne up to a day, on that day. Raises `InterestBookedError` where
    that is booked already.
    """
    if until > work.context.today:
        raise InvalidFieldError("/until", "interest of days to come is not known")
    ledger = await work.load(LEDGER, contract_id, must_exist=True)
    row = await _contract(work, contract_id)
    if not await _book(work, ledger, row, await counted(work, row, until), document, until):
        raise InterestBookedError(until=until.isoformat())
    return ledger


async def book_month(work: Work, due: Deadline) -> None:
    """A month is over: what it bore for a small supplier is booked on its last day. With others interest is booked by
    whoever agrees that it is owed.
    """
    contract_id = due.data["contract_id"]
    ledger = await work.load(LEDGER, contract_id)
    if not ledger.exists or ledger.state.direction != "purchase":
        return
    until = work.context.today.replace(day=1) - timedelta(days=1)
    row = await _contract(work, contract_id)
    found = await counted(work, row, until)
    if not found.small_supplier:
        return
    await _book(work, ledger, row, found, derived_id("late-interest", contract_id, until.isoformat()), until)


async def _contract(work: Work, contract_id: str) -> asyncpg.Record:
    row = await work.row(select(contracts).where(contracts.c.contract_id == contract_id))
    if row is None:
        raise NotFoundError
    return row


async def _book(
    work: Work, ledger: Stream[Ledger], row: asyncpg.Record, found: Counted, document: str, until: date
) -> bool:
    parts = [
        Bears(
            of=one.payable.item_id,
            clause=one.payable.clause,
            interest=one.interest.amount,
            since=one.payable.due_on,
            until=until,
            days=one.interest.days,
            rate=one.rate,
        )
        for one in found.items
    ]
    booking = decide(ledger.state, Accrue(document, parts, until))
    after = LEDGER.fold(booking, ledger.state)
    await _owe(work, ledger, after, row, booking, until)
    work.record(ledger, booking)
    return bool(booking)


async def _owe(
    work: Work, ledger: Stream[Ledger], after: Ledger, row: asyncpg.Record, booking: Iterable[Event], until: date
) -> None:
    """Under each clause what is booked of interest is owed, since the day on which it was booked first."""
    for clause in dict.fromkeys(one.clause for one in booking if isinstance(one, LedgerAccrued)):
        obligation_id = obligation_id_of(ledger.id, clause, INTEREST_PHASE)
        stream = await work.load(OBLIGATION, obligation_id, key=ledger.key, unit=ledger.unit)
        known = stream.state.plan
        plan = ObligationPlanned(
            obligation_id=obligation_id,
            contract_id=ledger.id,
            counterparty_id=row["counterparty_id"],
            owner_id=row["owner_id"],
            direction="purchase",
            clause=clause,
            phase=INTEREST_PHASE,
            debtor="us",
            due_on=until if known is None else known.due_on,
            after=None,
            amount=after.interest(clause),
        )
        if known is None:
            work.record(stream, decide_obligation(stream.state, PlanObligation(plan)))
        elif plan.amount.is_positive:
            work.record(stream, decide_obligation(stream.state, ChangeObligation(plan, until)))
            await meet_settled_places(work, after, [(clause, INTEREST_PHASE)], until)
        else:
            work.record(stream, decide_obligation(stream.state, LapseObligation(until)))
