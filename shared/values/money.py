"""Money: a decimal amount of one currency, exact to its minor unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Annotated, Any, Final, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from shared.values.currency import minor_digits, minor_unit
from shared.values.decimals import LIMIT, Sign, format_decimal, parse_decimal
from shared.values.errors import DomainError
from shared.values.money_form import money_json_schema, money_schema

# Wide enough for the exact product of any amount and any factor, so that rounding happens once, where it is asked for.
_EXACT: Final = Context(prec=80, rounding=ROUND_HALF_UP, Emax=MAX_EMAX, Emin=MIN_EMIN)


class MoneyError(DomainError, ValueError):
    """An amount that is no money: not finite, too many minor digits, out of range."""

    status = 422


class CurrencyMismatchError(MoneyError):
    """Amounts of different currencies meet; they must be converted at a stated rate first."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"{left} and {right} can't be added or compared", left=left, right=right)


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` (kept with exactly the minor digits of its currency) of `currency` (ISO 4217).

    In JSON it is `{"amount": "123.45", "currency": "CNY"}`. Adding, subtracting and comparing need one currency and
    raise `CurrencyMismatchError` otherwise. The absolute amount stays below 10^18.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise MoneyError("an amount is a finite decimal")
        if not isinstance(self.currency, str):
            raise MoneyError("a currency is a code of three letters")
        if not -LIMIT < self.amount < LIMIT:
            raise MoneyError("an amount stays below 10^18")
        if self.amount and self.amount.same_quantum(minor_unit(self.currency)):
            return
        kept = _round(self.amount, self.currency)
        if kept != self.amount:
            raise MoneyError(f"{self.currency} has {minor_digits(self.currency)} minor digits")
        object.__setattr__(self, "amount", kept or abs(kept))

    @classmethod
    def of(cls, amount: str | int | Decimal, currency: str) -> Self:
        """Money from plain decimal text, a whole number or a decimal; never from a float or a boolean."""
        if isinstance(amount, bool) or not isinstance(amount, str | int | Decimal):
            raise MoneyError("an amount is plain decimal text, a whole number or a decimal")
        return cls(parse_decimal(amount) if isinstance(amount, str) else Decimal(amount), currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, in a currency."""
        return cls(Decimal(0), currency)

    @classmethod
    def rounded(cls, amount: Decimal, currency: str) -> Self:
        """The money nearest to `amount`, halves away from zero."""
        if not amount.is_finite() or abs(amount) > LIMIT:
            raise MoneyError("an amount is finite and stays below 10^18")
        return cls(_round(amount, currency), currency)

    @classmethod
    def total(cls, parts: Iterable["Money"], currency: str) -> Self:
        """The sum of `parts`, all of `currency`; zero when there are none."""
        amount = Decimal(0)
        for part in parts:
            if part.currency != currency:
                raise CurrencyMismatchError(currency, part.currency)
            amount = _EXACT.add(amount, part.amount)
        return cls(amount, currency)

    @property
    def is_zero(self) -> bool:
        """Whether there is nothing."""
        return not self.amount

    @property
    def is_negative(self) -> bool:
        """Whether it is below zero."""
        return self.amount < 0

    @property
    def is_positive(self) -> bool:
        """Whether it is above zero."""
        return self.amount > 0

    @property
    def minor_units(self) -> int:
        """The amount in whole minor units (fen, cents)."""
        return int(self.amount.scaleb(minor_digits(self.currency), _EXACT))

    def times(self, factor: Decimal | int) -> "Money":
        """The amount scaled, rounded half up (halves away from zero) to the minor unit."""
        return Money.rounded(_EXACT.multiply(self.amount, _as_factor(factor)), self.currency)

    def converted(self, rate: Decimal, currency: str) -> "Money":
        """The amount in `currency` at `rate` (units of `currency` for one of this), rounded half up."""
        return Money.rounded(_EXACT.multiply(self.amount, _as_factor(rate)), currency)

    def ratio_to(self, other: "Money") -> Decimal:
        """This as a share of `other`, to 28 digits; raises `ZeroDivisionError` when `other` is nothing."""
        return self.amount / self._same(other)

    def allocate(self, weights: Sequence[Decimal | int]) -> list["Money"]:
        """The amount in parts proportional to `weights`, whose sum is exactly the amount.

        Method of largest remainder: every part gets its share rounded towards zero to the minor unit, and the units
        left over go one by one to the largest remainders, the earlier part first among equals. A weight of zero gets
        nothing. Raises `MoneyError` when a weight is negative or not finite, or none is positive.
        """
        if not all(Decimal(weight).is_finite() and weight >= 0 for weight in weights):
            raise MoneyError("a weight is finite and not negative")
        shares = [Fraction(weight) for weight in weights]
        whole = sum(shares, Fraction(0))
        if not whole:
            raise MoneyError("at least one weight is above zero")
        units = abs(self.minor_units)
        exact = [units * share / whole for share in shares]
        floors = [share.numerator // share.denominator for share in exact]
        by_remainder = sorted(range(len(exact)), key=lambda place: (floors[place] - exact[place], place))
        for place in by_remainder[: units - sum(floors)]:
            floors[place] += 1
        step = Decimal(1 if self.amount >= 0 else -1).scaleb(-minor_digits(self.currency))
        return [Money(_EXACT.multiply(step, Decimal(floor)), self.currency) for floor in floors]

    def _same(self, other: object) -> Decimal:
        if not isinstance(other, Money):
            raise TypeError("money is added to and compared with money")
        if other.currency != self.currency:
            raise CurrencyMismatchError(self.currency, other.currency)
        return other.amount

    def __add__(self, other: "Money") -> "Money":
        return Money(_EXACT.add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(_EXACT.subtract(self.amount, self._same(other)), self.currency)

    def __neg__(self) -> "Money":
        return Money(_EXACT.minus(self.amount), self.currency)

    def __abs__(self) -> "Money":
        return Money(abs(self.amount), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._same(other)

    def __str__(self) -> str:
        return f"{format_decimal(self.amount)} {self.currency}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return money_schema(cls, cls, Sign.ANY)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return money_json_schema(Sign.ANY)


def _round(amount: Decimal, currency: str) -> Decimal:
    return amount.quantize(minor_unit(currency), context=_EXACT)


def _as_factor(factor: Decimal | int) -> Decimal:
    if isinstance(factor, bool) or not isinstance(factor, Decimal | int) or not Decimal(factor).is_finite():
        raise MoneyError("a factor is a finite decimal or a whole number")
    return Decimal(factor)


@dataclass(frozen=True, slots=True)
class MoneySign:
    """Marks a money field whose amount lies on one side of zero."""

    sign: Sign

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return money_schema(Money, Money, self.sign)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return money_json_schema(self.sign)


NonNegativeMoney = Annotated[Money, MoneySign(Sign.NOT_NEGATIVE)]
"""Money of zero or more."""
PositiveMoney = Annotated[Money, MoneySign(Sign.POSITIVE)]
"""Money above zero."""
