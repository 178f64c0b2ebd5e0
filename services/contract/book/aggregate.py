"""The posting periods of a unit's book, decided and folded."""

from dataclasses import dataclass
from datetime import date

from services.contract.book.events import PeriodClosed
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError


@dataclass(frozen=True, slots=True)
class Book:
    """`closed` is the last period that was closed."""

    closed: str = ""


@dataclass(frozen=True, slots=True)
class ClosePeriod:
    fact: PeriodClosed
    today: date


class PeriodNotOverError(DomainError):
    """The period is not over yet."""

    pointer = "/period"


class PeriodOutOfOrderError(DomainError):
    """Periods are closed one after another."""

    pointer = "/period"


def decide(book: Book, command: ClosePeriod) -> list[Event]:
    """A period that is closed already is not closed again."""
    period = command.fact.period
    if period >= f"{command.today:%Y-%m}":
        raise PeriodNotOverError
    if book.closed and period <= book.closed:
        return []
    if book.closed and period != following(book.closed):
        raise PeriodOutOfOrderError(next=following(book.closed))
    return [command.fact]


def following(period: str) -> str:
    """The month after."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}"


def evolve(book: Book, event: Event) -> Book:
    return Book(event.period) if isinstance(event, PeriodClosed) else book


BOOK = Aggregate("book", Book(), evolve)
