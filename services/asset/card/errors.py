"""Refusals of a card."""

from shared.values.errors import DomainError


class SecondScheduleError(DomainError):
    """The book has an active schedule already."""

    status = 422
    pointer = "/book"


class UnknownBookError(DomainError):
    """The card has no such book."""

    status = 422
    pointer = "/book"


class OfferedElsewhereError(DomainError):
    """The asset is on offer in another transfer."""


class NotLatestChargeError(DomainError):
    """Only a book's latest charge can be reversed; later ones and later plans stand upon it."""


class OtherCurrencyError(DomainError):
    """A card keeps the currency of its cost."""

    status = 422
    pointer = "/actual"
