"""A contract as it stood on a day, by what was known at a moment: folded from its events, which are never changed.

Facts count from the day that they are about, whenever they were recorded; what has no such day, from its recording on,
or from whatever followed from it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from services.contract.contract.events import (
    AmendmentEffective,
    AmendmentImported,
    AmendmentSigned,
    ContractAmended,
    ContractEffective,
    ContractImported,
    ContractSigned,
    Ending,
    SignatureGiven,
    Terms,
)
from services.contract.contract.machine import MOVES, State
from services.contract.ledger.events import LedgerAccrued, LedgerAdjusted, LedgerAmended, LedgerBooked, LedgerOpened
from services.contract.obligation.aggregate import OBLIGATION
from services.contract.obligation.events import ObligationChanged, ObligationLapsed, ObligationMet, ObligationPlanned
from shared.eventstore.event import Event
from shared.values.clock import business_date
from shared.values.money import Money

STATE_OF: Final[Mapping[type[Event], State]] = {
    event: state
    for moves in MOVES.values()
    for event, state in moves.items()
    if event not in (ContractAmended, AmendmentImported)
}
"""The state that an event leads to, which is one wherever it is possible; an amendment leads to none."""
DAY_OF: Final[Mapping[type[Event], Callable[[Any], date | None]]] = {
    SignatureGiven: lambda event: event.signed_on,
    ContractSigned: lambda event: event.signed_on,
    AmendmentSigned: lambda event: event.signed_on,
    ContractEffective: lambda event: event.effective_on,
    AmendmentEffective: lambda event: event.effective_on,
    ContractAmended: lambda event: event.effective_on,
    AmendmentImported: lambda event: event.amended_on,
    ContractImported: lambda event: event.effective_on,
    **{kind: lambda event: event.effective_on for kind in Ending.__subclasses__()},
}
"""The day that an event is about, of those that are about one; nothing of one that could say it, and does not."""


UNSIGNED: Final = frozenset({State.NEW, State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SIGNING, State.VOID})
"""States in which nothing is agreed on."""


@dataclass(frozen=True, slots=True)
class Known:
    """An event as it was recorded: `on` is the business day of that."""

    event: Event
    version: int
    on: date


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation as it stood; `state` is one of those of obligations."""

    plan: ObligationPlanned
    state: str
    met_on: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """`terms` are what both sides had agreed on, `text_hash` of their words; the ledger's limits and what was booked of
    each kind under each clause and phase.
    """

    state: State
    terms: Terms | ContractImported | None
    amended_by: tuple[str, ...]
    limits: LedgerOpened | LedgerAmended | None
    balances: Mapping[tuple[str, str, str], Money] = field(default_factory=dict)


def standing(contract: Sequence[Known], ledger: Sequence[Known], on: date) -> Standing | None:
    """The contract on a day, of events in the order of their streams; None while there was none."""
    seen = _seen(contract, on)
    if not seen:
        return None
    amendments = sorted(
        (one for one in seen if isinstance(one.event, ContractAmended)), key=lambda one: (_day(one), one.version)
    )
    said = [one.event for one in seen if isinstance(one.event, Terms | ContractImported)]
    last = amendments[-1].event if amendments else said[-1] if said else None
    if isinstance(last, ContractImported):
        last = _restated(last, seen)
    state = _state(seen)
    return Standing(
        state=state,
        terms=last if isinstance(last, Terms | ContractImported) else None,
        amended_by=tuple(one.event.amendment_id for one in amendments if isinstance(one.event, ContractAmended)),
        limits=None if state in UNSIGNED else _limits(ledger, on),
        balances=_balances(ledger, on),
    )


def _day(known: Known) -> date:
    tell = DAY_OF.get(type(known.event))
    return (tell(known.event) if tell else None) or known.on


def _restated(taken_over: ContractImported, seen: Sequence[Known]) -> ContractImported:
    """What it says since it was amended where it came from."""
    for one in sorted(seen, key=lambda one: (_day(one), one.version)):
        if isinstance(one.event, AmendmentImported) and one.event.restated is not None:
            taken_over = taken_over.model_copy(update=dict(one.event.restated))
    return taken_over


def _seen(contract: Sequence[Known], on: date) -> list[Known]:
    """What counts on that day: also what led to something that counts."""
    dated = [one for one in contract if type(one.event) in DAY_OF and _day(one) <= on]
    reach = max((one.version for one in dated), default=0)
    return [
        one
        for one in contract
        if (one in dated or (type(one.event) not in DAY_OF and (one.version <= reach or one.on <= on)))
    ]


def _state(seen: Sequence[Known]) -> State:
    """Facts that are about a day stand above the steps that led to them, the latest day first."""
    moving = [one for one in seen if type(one.event) in STATE_OF]
    dated = sorted((one for one in moving if type(one.event) in DAY_OF), key=lambda one: (_day(one), one.version))
    last = (dated or moving)[-1].event if moving else None
    if isinstance(last, ContractImported):
        return State(last.state)
    return STATE_OF[type(last)] if last is not None else State.NEW


def _limits(ledger: Sequence[Known], on: date) -> LedgerOpened | LedgerAmended | None:
    opened = [one.event for one in ledger if isinstance(one.event, LedgerOpened)]
    amended = [
        (one.event.effective_on, one.version, one.event)
        for one in ledger
        if isinstance(one.event, LedgerAmended) and one.event.effective_on <= on
    ]
    if amended:
        return max(amended, key=lambda one: one[:2])[2]
    return opened[0] if opened else None


def _balances(ledger: Iterable[Known], on: date) -> dict[tuple[str, str, str], Money]:
    sums: dict[tuple[str, str, str], Money] = {}
    for one in ledger:
        event = one.event
        if isinstance(event, LedgerBooked | LedgerAdjusted | LedgerAccrued) and event.effective_on <= on:
            place = (event.kind, event.clause or "", event.phase or "")
            sums[place] = sums[place] + event.amount if place in sums else event.amount
    return sums


def owed(events: Sequence[Known], on: date) -> Owed | None:
    """An obligation on a day; None while nothing was owed."""
    folded, over = OBLIGATION.initial, None
    for one in events:
        event = one.event
        if isinstance(event, ObligationPlanned) or (isinstance(event, ObligationChanged) and event.effective_on <= on):
            folded, over = OBLIGATION.evolve(folded, event), None
        elif (isinstance(event, ObligationMet) and event.met_on <= on) or (
            isinstance(event, ObligationLapsed) and event.lapsed_on <= on
        ):
            over = event
    plan = folded.plan
    if plan is None:
        return None
    if over is not None:
        met_on = over.met_on if isinstance(over, ObligationMet) else None
        return Owed(plan, "lapsed" if met_on is None else "met", met_on)
    if plan.due_on is None or plan.due_on > on:
        return Owed(plan, "planned", None)
    return Owed(plan, "due" if plan.due_on == on else "overdue", None)


def known(rows: Iterable[Any], read: Callable[[Any], Event]) -> list[Known]:
    """Stored rows as they are folded here."""
    return [Known(read(row), row["version"], business_date(row["recorded_at"])) for row in rows]
