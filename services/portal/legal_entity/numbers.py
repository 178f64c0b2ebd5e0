"""Tax numbers by the rule of their country, and account numbers by their form; every refusal names its field."""

import re
from typing import Final

from shared.values.errors import InvalidFieldError
from shared.values.identifier_checks import Fault, IdentifierKind
from shared.values.identifiers import REASONS, IdentifierError, check

SCHEMES: Final[dict[str, str]] = {"US": "ein", "TH": "tin"}
"""How a country's tax number is called in python-stdnum where it is not its VAT number."""

OWN: Final = "CN"
"""Whose tax number is the unified social credit code."""

PLAIN: Final = re.compile(r"[A-Z0-9]{1,40}\Z")
"""The form of a tax number in a country of which no rule is known."""

DOMESTIC: Final = re.compile(r"[0-9]{8,30}\Z")
"""An account number inside China: digits alone; neither length nor check digit is the same for all banks."""

CHECKED_BANK_CODES: Final[dict[int, IdentifierKind]] = {
    8: IdentifierKind.BIC,
    11: IdentifierKind.BIC,
    12: IdentifierKind.CNAPS_CODE,
}
"""What a bank's code is, by its length."""


def tax_number(country: str, value: str, pointer: str = "/tax_number") -> str:
    """The number in its normal form. Raises `InvalidFieldError` at `pointer`."""
    if country == OWN:
        return _checked(IdentifierKind.SOCIAL_CREDIT_CODE, value, pointer)
    from stdnum import get_cc_module
    from stdnum.exceptions import ValidationError

    if not value.isascii():
        raise InvalidFieldError(pointer, REASONS[Fault.CHARACTERS])
    module = get_cc_module(country.lower(), SCHEMES.get(country, "vat"))
    if module is not None:
        try:
            return str(module.validate(value))
        except ValidationError:
            raise InvalidFieldError(pointer, f"it is no tax number of {country}") from None
    number = _compact(value)
    if not PLAIN.match(number):
        raise InvalidFieldError(pointer, REASONS[Fault.FORMAT])
    return number


def account_number(value: str) -> str:
    """An IBAN where it begins with letters, else a domestic number; without the blanks that people write.

    Raises `InvalidFieldError` at `/number`; the number itself is never repeated.
    """
    number = _compact(value)
    if number[:2].isalpha() and number.isascii():
        return _checked(IdentifierKind.IBAN, number, "/number")
    if not DOMESTIC.match(number):
        raise InvalidFieldError("/number", "an account number is an IBAN, or 8 to 30 digits")
    return number


def bank_code(value: str) -> str:
    """A BIC (8 or 11 characters) or a CNAPS code (12 digits). Raises `InvalidFieldError` at `/bank_code`."""
    code = _compact(value)
    kind = CHECKED_BANK_CODES.get(len(code))
    if kind is None:
        raise InvalidFieldError("/bank_code", "a bank's code is a BIC or a CNAPS code")
    return _checked(kind, code, "/bank_code")


def _checked(kind: IdentifierKind, value: str, pointer: str) -> str:
    try:
        return check(kind, value)
    except IdentifierError as error:
        raise InvalidFieldError(pointer, error.detail) from None


def _compact(value: str) -> str:
    return value.replace(" ", "").replace("-", "").upper()
