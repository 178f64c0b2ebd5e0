"""A depreciation run: one unit with all below it, one book, one period, one currency."""

from datetime import date

from services.asset.terms import Frozen
from shared.eventstore.event import Event, Words
from shared.values.money import Money


class JournalLine(Frozen):
    """One side of an entry, for one class in one unit; the other side is zero."""

    account: str
    unit_id: str
    class_code: str
    debit: Money
    credit: Money


class DepreciationStarted(Event, name="depreciation.started.v1"):
    """The run begins; `attempt` counts anew after a reversal."""

    run_id: str
    unit_id: str
    book: str
    period: str
    currency: str
    attempt: int
    effective_on: date


class DepreciationPosted(Event, name="depreciation.posted.v1"):
    """Every card due is charged and the journal balances. `total` is zero when nothing was due."""

    run_id: str
    unit_id: str
    book: str
    period: str
    cards: int
    total: Money
    journal: tuple[JournalLine, ...]
    effective_on: date


class RunReversed(Event, name="depreciation.reversed.v1"):
    """All charges of the run are taken back; the period can be posted anew."""

    run_id: str
    unit_id: str
    book: str
    period: str
    cards: int
    reason: Words[str]
    effective_on: date
