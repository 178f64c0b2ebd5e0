"""Decimals as they travel in JSON: strings, never numbers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

MAX_INTEGER_DIGITS: Final = 18
MAX_FRACTION_DIGITS: Final = 12
LIMIT: Final = Decimal(10) ** MAX_INTEGER_DIGITS
UNSIGNED_PATTERN: Final = rf"(0|[1-9][0-9]{{0,{MAX_INTEGER_DIGITS - 1}}})(\.[0-9]{{1,{MAX_FRACTION_DIGITS}}})?"
_FORM: Final = re.compile(rf"-?{UNSIGNED_PATTERN}\Z")


class DecimalFormError(ValueError):
    """The text is not a plain decimal: ASCII digits, at most 18 before and 12 after the point, no exponent."""


def parse_decimal(text: str) -> Decimal:
    """The number written as plain decimal text, with the digits as written ("1.50" keeps its zero).

    Raises `DecimalFormError` for exponents, NaN, infinities, signs other than a minus, blanks, digit groups and
    digits outside ASCII.
    """
    if not _FORM.match(text):
        raise DecimalFormError(
            f"a decimal is written like -12.50, at most {MAX_INTEGER_DIGITS} digits before the point"
        )
    return positive_zero(Decimal(text))


def checked_decimal(number: Decimal) -> Decimal:
    """`number` itself if it is finite and fits the decimal text form; raises `DecimalFormError` otherwise."""
    if not number.is_finite():
        raise DecimalFormError("a decimal is finite")
    if abs(number) >= LIMIT or fraction_digits(number) > MAX_FRACTION_DIGITS:
        raise DecimalFormError(
            f"a decimal has at most {MAX_INTEGER_DIGITS} digits before and {MAX_FRACTION_DIGITS} after the point"
        )
    return positive_zero(number)


def format_decimal(number: Decimal) -> str:
    """Plain decimal text, without exponent: `Decimal("1E+3")` is "1000"."""
    return format(number, "f")


def fraction_digits(number: Decimal) -> int:
    """Digits after the point, trailing zeros included; `number` must be finite."""
    return max(0, -int(number.as_tuple().exponent))


def positive_zero(number: Decimal) -> Decimal:
    """The number without the sign that only a zero can do without."""
    return number or abs(number)


class Sign(StrEnum):
    """Which side of zero a decimal may lie on."""

    ANY = "any"
    NOT_NEGATIVE = "not negative"
    POSITIVE = "positive"


SIGN_HOLDS: Final[dict[Sign, Callable[[Decimal], bool]]] = {
    Sign.ANY: lambda _: True,
    Sign.NOT_NEGATIVE: lambda number: number >= 0,
    Sign.POSITIVE: lambda number: number > 0,
}
SIGN_PATTERNS: Final[dict[Sign, str]] = {
    Sign.ANY: rf"^-?{UNSIGNED_PATTERN}$",
    Sign.NOT_NEGATIVE: rf"^{UNSIGNED_PATTERN}$",
    Sign.POSITIVE: rf"^(?!0(\.0+)?$){UNSIGNED_PATTERN}$",
}


@dataclass(frozen=True, slots=True)
class DecimalText:
    """Marks a `Decimal` field as a decimal string in JSON, strict in every mode of pydantic.

    A JSON number is refused even when it looks harmless: it lost its digits before anyone could read them.
    """

    sign: Sign = Sign.ANY

    def __call__(self, value: Any) -> Decimal:
        if not isinstance(value, str | Decimal):
            raise PydanticCustomError("decimal_type", "a decimal is given as a string")
        try:
            number = parse_decimal(value) if isinstance(value, str) else checked_decimal(value)
        except DecimalFormError as error:
            raise PydanticCustomError("decimal_form", "{reason}", {"reason": str(error)}) from error
        if not SIGN_HOLDS[self.sign](number):
            raise PydanticCustomError("decimal_sign", "the decimal must be {sign}", {"sign": self.sign.value})
        return number

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self,
            serialization=core_schema.plain_serializer_function_ser_schema(
                format_decimal, return_schema=core_schema.str_schema(), when_used="json"
            ),
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "pattern": SIGN_PATTERNS[self.sign], "examples": ["12.50"]}


DecimalString = Annotated[Decimal, DecimalText()]
"""A quantity or a rate: `Decimal` in code, a decimal string in JSON; numbers, booleans, NaN and exponents refused."""
NonNegativeDecimal = Annotated[Decimal, DecimalText(Sign.NOT_NEGATIVE)]
"""A `DecimalString` of zero or more."""
PositiveDecimal = Annotated[Decimal, DecimalText(Sign.POSITIVE)]
"""A `DecimalString` above zero."""
