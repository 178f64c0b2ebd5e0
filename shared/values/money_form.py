"""The JSON form of money and its JSON Schema, strict in every mode of pydantic."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from shared.values.currency import UnknownCurrencyError, minor_digits, minor_unit
from shared.values.decimals import (
    SIGN_HOLDS,
    DecimalFormError,
    Sign,
    format_decimal,
    fraction_digits,
    parse_decimal,
)

_WHOLE: Final = "(0|[1-9][0-9]{0,17})"
_FRACTION: Final = r"(\.[0-9]{1,4})?"
AMOUNT_PATTERNS: Final[dict[Sign, str]] = {
    Sign.ANY: rf"^-?{_WHOLE}{_FRACTION}$",
    Sign.NOT_NEGATIVE: rf"^{_WHOLE}{_FRACTION}$",
    Sign.POSITIVE: rf"^(?!0(\.0+)?$){_WHOLE}{_FRACTION}$",
}
CURRENCY_PATTERN: Final = "^[A-Z]{3}$"


def money_schema(kind: type[Any], make: Callable[[Decimal, str], Any], sign: Sign) -> core_schema.CoreSchema:
    """How pydantic reads and writes `kind`, which has `amount` and `currency` and is made by `make`.

    Reads the JSON object or an instance; a wrong part is reported at its own place (`/amount`, `/currency`).
    """

    def read(value: Any, parts: core_schema.ValidatorFunctionWrapHandler) -> Any:
        if not isinstance(value, kind):
            form = parts(value)
            amount, currency = form["amount"], form["currency"]
            exact = amount.same_quantum(minor_unit(currency))
            if not exact and fraction_digits(amount) > minor_digits(currency):
                raise PydanticCustomError("money_minor_digits", "the amount has more minor digits than its currency")
            value = make(amount, currency)
        if not SIGN_HOLDS[sign](value.amount):
            raise PydanticCustomError("money_sign", "the amount must be {sign}", {"sign": sign.value})
        return value

    return core_schema.no_info_wrap_validator_function(
        read,
        _PARTS,
        serialization=core_schema.plain_serializer_function_ser_schema(_write),
    )


def money_json_schema(sign: Sign) -> JsonSchemaValue:
    """The published form of a money field."""
    return {
        "type": "object",
        "properties": {
            "amount": {"type": "string", "pattern": AMOUNT_PATTERNS[sign]},
            "currency": {"type": "string", "pattern": CURRENCY_PATTERN, "description": "ISO 4217"},
        },
        "required": ["amount", "currency"],
        "additionalProperties": False,
        "examples": [{"amount": "123.45", "currency": "CNY"}],
    }


def _amount(value: Any) -> Decimal:
    if not isinstance(value, str):
        raise PydanticCustomError("decimal_type", "an amount is given as a string")
    try:
        return parse_decimal(value)
    except DecimalFormError as error:
        raise PydanticCustomError("decimal_form", "{reason}", {"reason": str(error)}) from error


def _currency(value: Any) -> str:
    try:
        if isinstance(value, str):
            minor_digits(value)
            return value
    except UnknownCurrencyError:
        pass
    raise PydanticCustomError("currency", "a currency is a current ISO 4217 code")


def _write(money: Any) -> dict[str, str]:
    return {"amount": format_decimal(money.amount), "currency": money.currency}


_PARTS: Final = core_schema.typed_dict_schema(
    {
        "amount": core_schema.typed_dict_field(core_schema.no_info_plain_validator_function(_amount)),
        "currency": core_schema.typed_dict_field(core_schema.no_info_plain_validator_function(_currency)),
    },
    extra_behavior="forbid",
)
