"""Numbers, counts and days as JSON gives them: read exactly or refused, never guessed."""

import re
from datetime import date
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from typing import Annotated, Final

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from shared.values.decimals import DecimalFormError, checked_decimal, parse_decimal

MOST_DIGITS: Final = 40
MOST_COUNT: Final = 1_000_000
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WIDE: Final = Context(prec=MOST_DIGITS, Emax=MAX_EMAX, Emin=MIN_EMIN)


def read_number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise PydanticCustomError("number", "is a number or a plain decimal string")
    try:
        if isinstance(value, str):
            return parse_decimal(value)
        return checked_decimal(_shortest(Decimal(value)))
    except DecimalFormError as error:
        raise PydanticCustomError("number", "{reason}", {"reason": str(error)}) from error


def _shortest(number: Decimal) -> Decimal:
    """Without trailing zeros, so that 5e-1 and 0.50 are read alike; digits are never lost."""
    return number.normalize(_WIDE) if number.is_finite() and len(number.as_tuple().digits) <= MOST_DIGITS else number


def _amount(value: object) -> Decimal:
    amount = read_number(value)
    if amount != amount.quantize(Decimal("0.01")):
        raise PydanticCustomError("amount", "has at most two digits after the point")
    return amount.quantize(Decimal("0.01"))


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise PydanticCustomError("count", "is a whole number")
    if abs(value) > MOST_COUNT:
        raise PydanticCustomError("count", "is too large")
    return value


def _day(value: object) -> date:
    if not isinstance(value, str) or not _DAY.match(value):
        raise PydanticCustomError("date", "is a date written YYYY-MM-DD")
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError("date", "is no day of the calendar") from error
    if not 1900 <= day.year < 9000:
        raise PydanticCustomError("date", "lies outside the years 1900 to 8999")
    return day


Amount = Annotated[Decimal, PlainValidator(_amount)]
Number = Annotated[Decimal, PlainValidator(read_number)]
Count = Annotated[int, PlainValidator(_count)]
Day = Annotated[date, PlainValidator(_day)]
