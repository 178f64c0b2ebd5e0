"""The variables that clauses name, and the values they take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from services.contract.terms import Frozen
from shared.values.decimals import parse_decimal
from shared.values.errors import DomainError, InvalidFieldError
from shared.values.money import Money
from shared.values.text import plain

VariableKind = Literal["text", "number", "money", "date", "period", "party", "choice", "boolean"]
PeriodUnit = Literal["day", "week", "month", "year"]
Language = Literal["zh", "en"]
Default = str | bool | dict[str, str]
"""As a drafter would give the value: in JSON, numbers and dates as texts."""

LONGEST_VALUE: Final = 20_000
LONGEST_NAME: Final = 200
MOST_OF_A_PERIOD: Final = 10_000

PERIOD_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {"day": "日", "week": "周", "month": "个月", "year": "年"},
    "en": {"day": "day(s)", "week": "week(s)", "month": "month(s)", "year": "year(s)"},
}
BETWEEN: Final[Mapping[Language, str]] = {"zh": "", "en": " "}


@dataclass(frozen=True, slots=True)
class Period:
    """So many days, weeks, months or years."""

    number: int
    unit: PeriodUnit
    language: Language = "zh"

    def __str__(self) -> str:
        return f"{self.number}{BETWEEN[self.language]}{PERIOD_WORDS[self.language][self.unit]}"


@dataclass(frozen=True, slots=True)
class Party:
    """Who is named: as the contract calls them, with the number they are registered under where it matters."""

    name: str
    identifier: str = ""

    def __str__(self) -> str:
        return self.name


PYTHON_TYPE: Final[Mapping[VariableKind, type]] = {
    "text": str,
    "number": Decimal,
    "money": Money,
    "date": date,
    "period": Period,
    "party": Party,
    "choice": str,
    "boolean": bool,
}
BOUNDED: Final = frozenset({"number", "money", "date"})
"""Kinds whose values lie between `least` and `most`; of money the amount does, in whatever currency."""


class Variable(Frozen):
    """What is filled in when drafting. `least` and `most` bound a number, an amount or a date, written as its value is;
    `choices` are what a choice takes; `default` stands where nothing is given.
    """

    name: str
    kind: VariableKind
    required: bool = True
    least: str | None = None
    most: str | None = None
    choices: tuple[str, ...] = ()
    default: Default | None = None


def check_declared(variables: Sequence[Variable], pointer: str) -> None:
    """Refuses declarations that no value could meet, and defaults that are not among what is taken."""
    for at, variable in enumerate(variables):
        place = f"{pointer}/{at}"
        for name in ("least", "most"):
            said = getattr(variable, name)
            if said is not None and (variable.kind not in BOUNDED or _bound(variable, said) is None):
                raise InvalidFieldError(f"{place}/{name}", "a number, an amount or a date has bounds, written as it is")
        least, most = _bound(variable, variable.least), _bound(variable, variable.most)
        if least is not None and most is not None and least > most:
            raise InvalidFieldError(f"{place}/most", "the upper bound lies above the lower one")
        if (variable.kind == "choice") != bool(variable.choices):
            raise InvalidFieldError(f"{place}/choices", "a choice has choices, and nothing else has")
        if len(set(variable.choices)) != len(variable.choices):
            raise InvalidFieldError(f"{place}/choices", "a choice is named twice")
        if variable.default is not None:
            value_of(variable, variable.default, "zh", f"{place}/default")


def value_of(variable: Variable, given: Any, language: Language, pointer: str) -> Any:
    """The value as clauses see it; raises `InvalidFieldError` at `pointer` for what the variable does not take."""
    if given is None:
        given = variable.default
    if given is None:
        if variable.required:
            raise InvalidFieldError(pointer, "a value is needed")
        return None
    try:
        value = _read(variable.kind, given, language)
    except (ValueError, TypeError, KeyError, AttributeError, DomainError) as error:
        raise InvalidFieldError(pointer, f"a {variable.kind} is needed") from error
    if type(value) is not PYTHON_TYPE[variable.kind]:
        raise InvalidFieldError(pointer, f"a {variable.kind} is needed")
    if variable.kind == "choice" and value not in variable.choices:
        raise InvalidFieldError(pointer, "it is none of the choices")
    _check_bounds(variable, value, pointer)
    return value


def _check_bounds(variable: Variable, value: Any, pointer: str) -> None:
    size = value.amount if isinstance(value, Money) else value
    least, most = _bound(variable, variable.least), _bound(variable, variable.most)
    if least is not None and size < least:
        raise InvalidFieldError(pointer, f"it is at least {variable.least}")
    if most is not None and size > most:
        raise InvalidFieldError(pointer, f"it is at most {variable.most}")


def _bound(variable: Variable, said: str | None) -> Any:
    if said is None:
        return None
    try:
        return date.fromisoformat(said) if variable.kind == "date" else parse_decimal(said)
    except ValueError:
        return None


def _read(kind: VariableKind, given: Any, language: Language) -> Any:
    match kind:
        case "number":
            return parse_decimal(given)
        case "money":
            return Money.of(given["amount"], given["currency"])
        case "date":
            return date.fromisoformat(given)
        case "period":
            return _period(given, language)
        case "party":
            return _party(given)
        case "text" if isinstance(given, str):
            return plain(given, max_length=LONGEST_VALUE, min_length=0, lines=True)
        case _:
            return given


def _period(given: Any, language: Language) -> Period:
    if given.keys() != {"number", "unit"} or given["unit"] not in PERIOD_WORDS[language]:
        raise ValueError
    number = parse_decimal(given["number"])
    if number != int(number) or not 0 <= number <= MOST_OF_A_PERIOD:
        raise ValueError
    return Period(int(number), given["unit"], language)


def _party(given: Any) -> Party:
    if not given.keys() <= {"name", "identifier"}:
        raise ValueError
    name = plain(given["name"], max_length=LONGEST_NAME)
    return Party(name, plain(given.get("identifier", ""), max_length=64, min_length=0))
