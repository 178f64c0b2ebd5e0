"""Amounts given without their currency, which the card has."""

from decimal import Decimal

from shared.values.errors import InvalidFieldError
from shared.values.money import Money, MoneyError


def exact(amount: Decimal, currency: str, pointer: str) -> Money:
    """The amount as money; refused with its field when the currency has no such minor units."""
    try:
        return Money(amount, currency)
    except MoneyError as error:
        raise InvalidFieldError(pointer, str(error)) from error
