"""Money as pages read it from any service, and what a contract comes to where it names an amount at all."""

from decimal import Decimal
from typing import Final

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.words import N_

UNPRICED: Final = {"none": N_("without an amount"), "unit_price": N_("unit prices only")}
"""Kinds of amounts that set no total."""
CODES: Final = ("CNY", "EUR", "USD", "HKD", "JPY", "GBP", "SGD", "KRW", "AUD", "CHF")
CURRENCIES: Final = tuple((code, code) for code in CODES)
"""The choices of a field."""


class Money(Seen):
    amount: str
    currency: str


def unpriced(kind: str, amount: str) -> str:
    """Why a contract names no amount, as a message of the catalogues; empty where it does."""
    return UNPRICED.get(kind, "") if not Decimal(amount) else ""


class Priced(Seen):
    """What is agreed with its amount and the kind of that."""

    amount_kind: str = "fixed"
    amount: Money

    @property
    def worth(self) -> Money | None:
        """What it comes to; nothing where it names no amount, as terms of retail do."""
        return None if self.unpriced else self.amount

    @property
    def unpriced(self) -> str:
        """Why it names no amount, as a message of the catalogues; empty where it does."""
        return unpriced(self.amount_kind, self.amount.amount)
