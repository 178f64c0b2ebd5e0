"""Currencies of ISO 4217 and the number of digits of their minor units."""

from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints

DEFAULT_MINOR_DIGITS: Final = 2

# ISO 4217 amendment 176. CLDR (the source of babel's figures) says 0 for a dozen currencies whose coins fell out of
# use, IQD and IRR among them, though banks still book their minor units: the standard's figure is the one kept.
MINOR_DIGITS: Final[dict[str, int]] = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI"), 0),
    **dict.fromkeys(("VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}

# Units of account in which contracts are written though nobody carries them in a purse.
UNITS_OF_ACCOUNT: Final = frozenset({"BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW", "VED", "XDR"})


class UnknownCurrencyError(ValueError):
    """The code is not a current ISO 4217 currency."""


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """Every currency that is legal tender somewhere today, and the units of account, by ISO 4217 code."""
    from babel.core import get_global

    tender = {
        str(code)
        for territory in get_global("territory_currencies").values()
        for code, _since, until, is_tender in territory
        if until is None and is_tender
    }
    return frozenset(tender) | UNITS_OF_ACCOUNT


@lru_cache(maxsize=256)
def minor_digits(currency: str) -> int:
    """How many digits follow the point in an amount of `currency`: 2 for CNY, 0 for JPY, 3 for BHD.

    Raises `UnknownCurrencyError` for anything but a current code in capital letters.
    """
    if currency not in currencies():
        raise UnknownCurrencyError("not a current ISO 4217 currency code")
    return MINOR_DIGITS.get(currency, DEFAULT_MINOR_DIGITS)


@lru_cache(maxsize=256)
def minor_unit(currency: str) -> Decimal:
    """The smallest amount of `currency`: 0.01 for CNY, 1 for JPY. Raises as `minor_digits` does."""
    return Decimal(1).scaleb(-minor_digits(currency))


def _current(currency: str) -> str:
    minor_digits(currency)
    return currency


Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), AfterValidator(_current), Field(examples=["CNY"])]
"""A field that holds the code of a current currency."""
