"""A run is started, posted, perhaps reversed; posting twice changes nothing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from services.asset.accounts.events import AccountsOfClass
from services.asset.accounts.mapping import AS_SHIPPED, accounts_for
from services.asset.depreciation.events import DepreciationPosted, DepreciationStarted, JournalLine, RunReversed
from services.asset.schedule.posting import month_end
from services.asset.terms import FIRST_PERIOD, LAST_PERIOD
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError
from shared.values.money import Money

_PERIOD: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])\Z")


class Stage(StrEnum):
    NEW = "new"
    STARTED = "started"
    POSTED = "posted"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Run:
    stage: Stage = Stage.NEW
    run_id: str = ""
    unit_id: str = ""
    book: str = ""
    period: str = ""
    currency: str = ""
    attempt: int = 0
    cards: int = 0


class JournalUnbalancedError(DomainError):
    """Debits and credits of a journal differ."""


@dataclass(frozen=True, slots=True)
class ClassTotal:
    """What the cards of one class in one unit are charged together."""

    unit_id: str
    class_code: str
    charge: Money
    cards: int


@dataclass(frozen=True, slots=True)
class StartRun:
    """`today` bounds the period: one that has not begun is not posted."""

    run_id: str
    unit_id: str
    book: str
    period: str
    currency: str
    today: date


@dataclass(frozen=True, slots=True)
class PostRun:
    """`accounts` are those that hold in the month."""

    totals: tuple[ClassTotal, ...]
    accounts: tuple[AccountsOfClass, ...] = (AS_SHIPPED,)


@dataclass(frozen=True, slots=True)
class ReverseRun:
    reason: str
    effective_on: date


Command = StartRun | PostRun | ReverseRun


def decide(run: Run, command: Command) -> list[Event]:
    match run.stage, command:
        case ((Stage.NEW | Stage.REVERSED), StartRun() as start):
            first, last = period_bounds(start.period)
            if first > start.today:
                raise InvalidFieldError("/period", "has not begun")
            return [
                DepreciationStarted(
                    run_id=start.run_id,
                    unit_id=start.unit_id,
                    book=start.book,
                    period=start.period,
                    currency=start.currency,
                    attempt=run.attempt + 1,
                    effective_on=last,
                )
            ]
        case ((Stage.STARTED | Stage.POSTED), StartRun()):
            return []
        case Stage.STARTED, PostRun(totals, accounts):
            return [_posted(run, totals, accounts)]
        case Stage.POSTED, ReverseRun() as reversal:
            return [
                RunReversed(
                    run_id=run.run_id,
                    unit_id=run.unit_id,
                    book=run.book,
                    period=run.period,
                    cards=run.cards,
                    reason=reversal.reason,
                    effective_on=reversal.effective_on,
                )
            ]
        case _:
            raise NotPossibleNowError(run.stage, command)


def _posted(run: Run, totals: tuple[ClassTotal, ...], accounts: tuple[AccountsOfClass, ...]) -> DepreciationPosted:
    lines = journal(totals, accounts)
    debits = Money.total((line.debit for line in lines), run.currency)
    if debits != Money.total((line.credit for line in lines), run.currency):
        raise JournalUnbalancedError
    return DepreciationPosted(
        run_id=run.run_id,
        unit_id=run.unit_id,
        book=run.book,
        period=run.period,
        cards=sum(total.cards for total in totals),
        total=debits,
        journal=lines,
        effective_on=period_bounds(run.period)[1],
    )


def journal(totals: Iterable[ClassTotal], accounts: Sequence[AccountsOfClass]) -> tuple[JournalLine, ...]:
    """Expense against accumulated depreciation, for each class of each unit."""
    lines = []
    for total in totals:
        nothing = Money.zero(total.charge.currency)
        where = {"unit_id": total.unit_id, "class_code": total.class_code}
        posted = accounts_for(accounts, total.class_code)
        lines.append(JournalLine(account=posted.expense, debit=total.charge, credit=nothing, **where))
        lines.append(JournalLine(account=posted.accumulated, debit=nothing, credit=total.charge, **where))
    return tuple(lines)


def period_bounds(period: str) -> tuple[date, date]:
    """First and last day of a month written YYYY-MM."""
    if not _PERIOD.match(period) or not FIRST_PERIOD <= period <= LAST_PERIOD:
        raise InvalidFieldError("/period", "is a month written YYYY-MM")
    first = date(int(period[:4]), int(period[5:]), 1)
    return first, month_end(first)


def evolve(run: Run, event: Event) -> Run:
    match event:
        case DepreciationStarted():
            return Run(
                Stage.STARTED, event.run_id, event.unit_id, event.book, event.period, event.currency, event.attempt
            )
        case DepreciationPosted(cards=cards):
            return replace(run, stage=Stage.POSTED, cards=cards)
        case RunReversed():
            return replace(run, stage=Stage.REVERSED)
        case _:
            return run


RUN: Final = Aggregate("depreciation", Run(), evolve)
