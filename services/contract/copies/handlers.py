"""Copies that leave the house or the archive: handed out, given back, asked for."""

from datetime import date

from services.contract.contract.aggregate import CONTRACT
from services.contract.contract.machine import State
from services.contract.copies.aggregate import COPIES, Chase, Copies, GiveBack, HandOut, decide
from services.contract.copies.events import CopiesHandedOut, Purpose
from shared.eventstore.aggregate import Stream
from shared.eventstore.deadlines import Deadline
from shared.eventstore.work import Work
from shared.values.clock import business_date
from shared.values.errors import NotPossibleNowError

ON_PAPER = frozenset(State) - {State.NEW, State.DRAFT, State.IN_REVIEW, State.VOID}
"""States in which a contract may be on paper."""


async def hand_out(
    work: Work,
    contract_id: str,
    copies_id: str,
    *,
    purpose: Purpose,
    responsible: str,
    count: int,
    due_on: date,
    on: date,
    seal_use_id: str | None = None,
) -> Stream[Copies]:
    """Copies of a contract are out until a day."""
    contract = await work.load(CONTRACT, contract_id, must_exist=True)
    fact = CopiesHandedOut(
        copies_id=copies_id,
        contract_id=contract_id,
        owner_id=contract.state.head.owner_id,
        purpose=purpose,
        seal_use_id=seal_use_id,
        responsible=responsible,
        count=count,
        due_on=due_on,
        effective_on=on,
    )
    if contract.state.state not in ON_PAPER:
        raise NotPossibleNowError(contract.state.state, HandOut(fact))
    stream = work.start(COPIES, copies_id, key=contract_id, unit=contract.unit)
    work.record(stream, decide(stream.state, HandOut(fact)))
    return stream


async def give_back(work: Work, copies_id: str, command: GiveBack) -> Stream[Copies]:
    """Some of them, or all, came back."""
    stream = await work.load(COPIES, copies_id, must_exist=True)
    work.record(stream, decide(stream.state, command))
    return stream


async def chase(work: Work, due: Deadline) -> None:
    """They are out after their day."""
    stream = await work.load(COPIES, due.subject, must_exist=True)
    work.record(stream, decide(stream.state, Chase(business_date(due.due_at))))
