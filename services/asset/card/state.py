"""The state of a card and its books."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from services.asset.card.errors import UnknownBookError
from services.asset.schedule.plan import Change, Terms
from services.asset.schedule.posting import PostingCalendar
from services.asset.terms import Stretch
from shared.values.money import Money


class Stage(StrEnum):
    NEW = "new"
    PROVISIONAL = "provisional"
    CAPITALISED = "capitalised"


@dataclass(frozen=True, slots=True)
class Book:
    """One book of a card: the terms it began with, the changes since, what is charged and what is left to charge.

    Charges up to `kept_until` were made before the last change of plan and stay.
    """

    name: str
    leading: bool
    terms: Terms
    calendar: PostingCalendar
    opening_amount: Decimal
    changes: tuple[Change, ...] = ()
    accumulated: Decimal = Decimal(0)
    charged_until: date | None = None
    kept_until: date | None = None
    stretches: tuple[Stretch, ...] = ()

    @property
    def terms_now(self) -> Terms:
        terms = self.terms
        for change in self.changes:
            terms = change.applied(terms)
        return terms


@dataclass(frozen=True, slots=True)
class Card:
    stage: Stage = Stage.NEW
    asset_id: str = ""
    number: str = ""
    name: str = ""
    class_code: str = ""
    project_id: str | None = None
    contract_id: str | None = None
    cost: Decimal = Decimal(0)
    currency: str = ""
    in_use: date | None = None
    offered_in: str = ""
    books: Mapping[str, Book] = field(default_factory=dict)

    def money(self, amount: Decimal) -> Money:
        return Money(amount, self.currency)

    def book(self, name: str) -> Book:
        found = self.books.get(name)
        if found is None:
            raise UnknownBookError
        return found

    @property
    def leading(self) -> Book | None:
        return next((book for book in self.books.values() if book.leading), None)

    @property
    def accumulated(self) -> Money:
        """What the leading book has charged."""
        book = self.leading
        return self.money(book.accumulated if book else Decimal(0))
