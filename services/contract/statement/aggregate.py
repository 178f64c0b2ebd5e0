"""A statement decided and folded: a line is matched once."""

from dataclasses import dataclass, replace

from services.contract.statement.events import LineMatched, StatementTaken
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, NotFoundError, NotPossibleNowError


@dataclass(frozen=True, slots=True)
class Statement:
    taken: StatementTaken | None = None
    matched: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class TakeStatement:
    fact: StatementTaken


@dataclass(frozen=True, slots=True)
class MatchLine:
    fact: LineMatched


class LineMatchedAlreadyError(DomainError):
    """The line was matched already."""


def decide(statement: Statement, command: TakeStatement | MatchLine) -> list[Event]:
    match statement.taken, command:
        case None, TakeStatement(fact=fact):
            return [fact]
        case StatementTaken(lines=lines), MatchLine(fact=matched):
            if not 1 <= matched.line <= lines:
                raise NotFoundError
            if matched.line in statement.matched:
                raise LineMatchedAlreadyError
            return [matched]
        case _:
            raise NotPossibleNowError("taken" if statement.taken else "new", command)


def evolve(statement: Statement, event: Event) -> Statement:
    match event:
        case StatementTaken():
            return replace(statement, taken=event)
        case LineMatched(line=line):
            return replace(statement, matched=statement.matched | {line})
        case _:
            return statement


STATEMENT = Aggregate("statement", Statement(), evolve)
