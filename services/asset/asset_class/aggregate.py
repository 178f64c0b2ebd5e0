"""A class: defined once, retired, never deleted."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from services.asset.asset_class.events import ClassDefined, ClassRetired
from services.asset.schedule.methods import Method
from services.asset.schedule.posting import MONTHS_OF_A_PERIOD, Convention
from services.asset.schedule.refusals import DAILY_METHODS, GIVES_ITS_OWN_ROWS, MOST_MONTHS, RATED
from services.asset.terms import BookTerms
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError

LEVELS: Final = ("section", "item", "category", "node")
_CODE: Final = re.compile(r"[0-9A-Z]{1,6}(\.[0-9A-Z]{1,6}){0,3}\Z")


class Stage(StrEnum):
    NEW = "new"
    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class AssetClass:
    stage: Stage = Stage.NEW
    class_id: str = ""
    code: str = ""


class ClassExistsError(DomainError):
    """A class with this code is defined already."""


@dataclass(frozen=True, slots=True)
class DefineClass:
    class_id: str
    code: str
    name: str
    books: tuple[BookTerms, ...]
    effective_on: date
    standard_code: str | None = None
    measure: str = "piece"
    attributes: tuple[str, ...] = ()
    components_tracked: bool = False


@dataclass(frozen=True, slots=True)
class RetireClass:
    effective_on: date


Command = DefineClass | RetireClass


def decide(state: AssetClass, command: Command) -> list[Event]:
    match state.stage, command:
        case Stage.NEW, DefineClass() as wanted:
            parts = _parts(wanted.code)
            _check_books(wanted.books)
            return [
                ClassDefined(
                    class_id=wanted.class_id,
                    code=wanted.code,
                    name=wanted.name,
                    level=LEVELS[len(parts) - 1],
                    parent_code=".".join(parts[:-1]) or None,
                    standard_code=wanted.standard_code,
                    measure=wanted.measure,
                    books=wanted.books,
                    attributes=wanted.attributes,
                    components_tracked=wanted.components_tracked,
                    effective_on=wanted.effective_on,
                )
            ]
        case _, DefineClass():
            raise ClassExistsError
        case Stage.ACTIVE, RetireClass(effective_on):
            return [ClassRetired(class_id=state.class_id, code=state.code, effective_on=effective_on)]
        case _:
            raise NotPossibleNowError(state.stage, command)


def _parts(code: str) -> list[str]:
    if not _CODE.match(code):
        raise InvalidFieldError("/code", "one to four parts of capital letters and digits, joined by points")
    return code.split(".")


def _check_books(books: tuple[BookTerms, ...]) -> None:
    names = [terms.book for terms in books]
    if len(set(names)) != len(names):
        raise InvalidFieldError("/books", "a book stands twice")
    if books and sum(terms.leading for terms in books) != 1:
        raise InvalidFieldError("/books", "exactly one book leads")
    for place, terms in enumerate(books):
        for field, reason in _unsound(terms):
            raise InvalidFieldError(f"/books/{place}/{field}", reason)


def _unsound(terms: BookTerms) -> list[tuple[str, str]]:
    """What would be refused of every asset of the class, found when the class is defined."""
    declining_to_nothing = terms.method is Method.DECLINING_BALANCE and not terms.rate and not terms.residual_rate
    rules = (
        (terms.method in GIVES_ITS_OWN_ROWS, "method", "a class depreciates by a method that follows from time"),
        (terms.months_per_period not in MONTHS_OF_A_PERIOD, "months_per_period", "is 1, 3, 6 or 12"),
        (not 1 <= terms.periods * terms.months_per_period <= MOST_MONTHS, "periods", "is from a month to 200 years"),
        (not 0 <= terms.residual_rate < 1, "residual_rate", "is from zero to below one"),
        (terms.rate is not None and terms.method not in RATED, "rate", f"{terms.method} takes no rate"),
        (terms.rate is not None and not 0 < terms.rate <= 1, "rate", "is above zero and at most one"),
        (declining_to_nothing, "rate", "declining balance needs a rate or a residual"),
        (
            terms.convention is Convention.DAILY and terms.method not in DAILY_METHODS,
            "convention",
            f"{terms.method} has no daily charges",
        ),
    )
    return [(field, reason) for broken, field, reason in rules if broken]


def evolve(state: AssetClass, event: Event) -> AssetClass:
    match event:
        case ClassDefined(class_id=class_id, code=code):
            return AssetClass(Stage.ACTIVE, class_id, code)
        case ClassRetired():
            return AssetClass(Stage.RETIRED, state.class_id, state.code)
        case _:
            return state


CLASS: Final = Aggregate("class", AssetClass(), evolve)
