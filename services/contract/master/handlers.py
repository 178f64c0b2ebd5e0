"""Master contracts: what the bookings of contracts under them count, in the transaction of each booking."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import select

from services.contract.exchange_rate.handlers import rate_on
from services.contract.ledger.events import LedgerAdjusted, LedgerBooked
from services.contract.ledger.state import Ledger
from services.contract.master.aggregate import (
    MASTER,
    AmendMaster,
    CloseMaster,
    Draw,
    OpenMaster,
    Rate,
    ReopenMaster,
    decide,
)
from services.contract.master.events import Drawn, Stage
from services.contract.master.tables import drawings
from services.contract.particulars import MasterTerms
from services.contract.terms import INTEREST_PHASE
from shared.eventstore.event import Event
from shared.eventstore.work import Work

COUNTED: Final[Mapping[str, tuple[Stage, int]]] = {
    "ordered": ("ordered", 1),
    "accepted": ("accepted", 1),
    "invoiced": ("invoiced", 1),
    "credited": ("invoiced", -1),
    "paid": ("paid", 1),
    "withheld": ("paid", 1),
    "received": ("paid", 1),
    "refunded": ("paid", -1),
    "endorsed": ("paid", 1),
    "discounted": ("paid", 1),
    "honoured": ("paid", 1),
    "recoursed": ("paid", -1),
}
"""By the kind of a booking: at which stage it counts, and whether it draws on the master or gives back. A bill counts
once it has become money or a payment of ours, no sooner.
"""


async def open_master(work: Work, contract_id: str, unit: str, terms: MasterTerms, on: date) -> None:
    """Both sides have signed a master contract: contracts under it may draw on it."""
    stream = await work.load(MASTER, contract_id, key=contract_id, unit=unit)
    work.record(stream, decide(stream.state, OpenMaster(contract_id, terms, on)))


async def amend_master(work: Work, contract_id: str, terms: MasterTerms, on: date) -> None:
    """An amendment lays down other caps."""
    stream = await work.load(MASTER, contract_id)
    if stream.exists:
        work.record(stream, decide(stream.state, AmendMaster(terms, on)))


async def open_or_close(work: Work, contract_id: str, on: date, *, opened: bool) -> None:
    """The master contract rests, goes on, or has ended; nothing is done of a contract that is no master."""
    stream = await work.load(MASTER, contract_id)
    if stream.exists:
        work.record(stream, decide(stream.state, ReopenMaster(on) if opened else CloseMaster(on)))


async def check_rate(work: Work, ledger: Ledger, on: date) -> None:
    """Raises `NoRateError` where what is booked on that day could not be counted against the contract's master."""
    if ledger.master_id is None:
        return
    async with work.beyond():
        master = await work.load(MASTER, ledger.master_id, must_exist=True)
        await rate_on(work, ledger.currency, master.state.drawn("ordered").currency, on)


async def draw(
    work: Work, ledger: Ledger, booking: Sequence[Event], quantities: Sequence[Drawn] = (), *, fact: bool = False
) -> None:
    """What was booked on a contract counts against its master, whichever unit that belongs to: last of all, so that
    the streams of a command are appended in one order. Raises the refusal of the master's caps, but for a `fact`, which
    has happened elsewhere.
    """
    if ledger.master_id is None:
        return
    booked = [one for one in booking if isinstance(one, LedgerBooked | LedgerAdjusted)]
    counted = [one for one in booked if one.kind in COUNTED and one.phase != INTEREST_PHASE]
    if not counted:
        return
    async with work.beyond():
        stream = await work.load(MASTER, ledger.master_id, must_exist=True)
        for one in counted:
            stage, sign = COUNTED[one.kind]
            against = stream.state.drawn(stage).currency
            rate = await _rate_of(work, ledger.master_id, one, against)
            command = Draw(
                contract_id=ledger.contract_id,
                stage=stage,
                document=one.document,
                amount=one.amount if sign > 0 else -one.amount,
                rate=rate,
                on=one.effective_on,
                of=_of(one),
                quantities=tuple(quantities),
                fact=fact,
            )
            work.record(stream, decide(stream.state, command))


def _of(one: LedgerBooked | LedgerAdjusted) -> str | None:
    """Which document is given back, if any is."""
    if isinstance(one, LedgerBooked) or COUNTED[one.kind][1] > 0:
        return None
    return one.document if one.kind == "recoursed" else one.of or one.invoice_id


async def _rate_of(work: Work, master_id: str, one: LedgerBooked | LedgerAdjusted, against: str) -> Rate:
    """What is given back is counted as it was drawn; everything else at the rate of its day."""
    back = select(drawings).where(drawings.c.master_id == master_id, drawings.c.document == _of(one)).limit(1)
    row = await work.row(back) if _of(one) is not None else None
    if row is not None:
        return Rate(row["rate"], row["rate_on"], row["rate_source"])
    fixed = await rate_on(work, one.amount.currency, against, one.effective_on)
    return Rate(fixed.rate, fixed.effective_on, fixed.source)
