"""A customer's credit, and the scheme that grades all of them, decided and folded."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from services.scoring.credit.events import (
    CreditChanged,
    CreditSchemeLaidDown,
    Grade,
    Measure,
    ScoreCalculated,
)
from services.scoring.credit.scheme import Value, check_scheme, next_grade, scored, total_of, valid_until
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError

WORST: Final[Grade] = "C"


@dataclass(frozen=True, slots=True)
class Credit:
    """The grade that was given last, and until when it holds."""

    grade: Grade | None = None
    valid_until: date | None = None
    graded_on: date | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of a customer on a day; `derecognised`: part of what they owe was taken off the books."""

    values: Mapping[Measure, Value]
    derecognised: bool


@dataclass(frozen=True, slots=True)
class AssessCredit:
    customer_id: str
    measured: Measured
    scheme: CreditSchemeLaidDown
    on: date


class TooLittleKnownError(DomainError):
    """Too little is known of how they pay to grade them: they stay without a grade."""


class GradedLaterError(DomainError):
    """They were graded as of a later day already."""


def decide(credit: Credit, command: AssessCredit) -> list[Event]:
    """The score, and the grade where it or the day it holds until is another one than before. What ran out is no grade
    that is held.
    """
    scheme, on, known = command.scheme, command.on, command.measured
    settlements = known.values["settlements"].value
    if credit.graded_on is not None and on < credit.graded_on:
        raise GradedLaterError(day=credit.graded_on.isoformat())
    if settlements < scheme.least_settlements and not known.derecognised:
        raise TooLittleKnownError(limit=str(scheme.least_settlements), used=str(settlements))
    indicators = scored(scheme, known.values)
    total = total_of(indicators)
    score = ScoreCalculated(
        customer_id=command.customer_id,
        as_of=on,
        scheme_from=scheme.from_on,
        indicators=indicators,
        total=total,
        hard="derecognised" if known.derecognised else None,
    )
    held = credit.grade if credit.valid_until is not None and on <= credit.valid_until else None
    grade = WORST if known.derecognised else next_grade(total, held, scheme)
    until = valid_until(on, scheme.quarters)
    if (grade, until) == (held, credit.valid_until):
        return [score]
    changed = CreditChanged(
        customer_id=command.customer_id,
        grade=grade,
        before=credit.grade,
        total=total,
        graded_on=on,
        valid_until=until,
    )
    return [score, changed]


def evolve(credit: Credit, event: Event) -> Credit:
    match event:
        case CreditChanged(grade=grade, valid_until=until, graded_on=on):
            return Credit(grade, until, on)
        case ScoreCalculated(as_of=on):
            return replace(credit, graded_on=on)
        case _:
            return credit


CREDIT = Aggregate("credit", Credit(), evolve)
"""Streams `credit-<customer id>`."""


@dataclass(frozen=True, slots=True)
class Schemes:
    laid_down: tuple[CreditSchemeLaidDown, ...] = ()


@dataclass(frozen=True, slots=True)
class LayDown:
    fact: CreditSchemeLaidDown


def decide_scheme(schemes: Schemes, command: LayDown) -> list[Event]:
    """The same said twice is one fact; what is said of one day anew replaces what was said of it before."""
    check_scheme(command.fact)
    same = [one for one in schemes.laid_down if one.from_on == command.fact.from_on]
    return [] if same and same[-1] == command.fact else [command.fact]


def evolve_schemes(schemes: Schemes, event: Event) -> Schemes:
    if isinstance(event, CreditSchemeLaidDown):
        return replace(schemes, laid_down=(*schemes.laid_down, event))
    return schemes


SCHEMES = Aggregate("credit_scheme", Schemes(), evolve_schemes)
