"""Clauses filled in: a small part of Jinja in a sandbox, without loops, calls or arithmetic.

What is left always ends, so no step counter is needed; what repeats a long value is stopped at `LARGEST_TEXT`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from services.contract.text.variables import Variable, VariableKind
from shared.values.decimals import format_decimal, parse_decimal
from shared.values.errors import InvalidFieldError
from shared.values.money import Money
from shared.values.text import plain

ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
    nodes.Test,
    nodes.Getattr,
)
FILTERS: Final = frozenset({"upper", "lower", "title", "trim"})
TESTS: Final = frozenset({"defined", "undefined", "none", "true", "false"})
FIELDS: Final = frozenset({"amount", "currency", "year", "month", "day"})
LARGEST_CLAUSE: Final = 100_000
LONGEST_VALUE: Final = 20_000
LARGEST_TEXT: Final = 1_000_000
"""Characters of all clauses together, once filled in."""

PYTHON_TYPE: Final[Mapping[VariableKind, type]] = {
    "text": str,
    "number": Decimal,
    "money": Money,
    "date": date,
    "boolean": bool,
}


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False, finalize=_shown
    )


def _shown(value: object) -> object:
    if isinstance(value, Decimal):
        return format_decimal(value)
    return "" if value is None else value


def check_clause(text: str, variables: Sequence[str], pointer: str) -> None:
    """Refuses a clause that uses what templates may not, or a variable that the template does not declare."""
    if len(text) > LARGEST_CLAUSE:
        raise InvalidFieldError(pointer, f"a clause has at most {LARGEST_CLAUSE} characters")
    try:
        tree = _environment().parse(text)
    except (TemplateError, RecursionError) as error:
        raise InvalidFieldError(pointer, "the placeholders can't be read") from error
    for node in tree.find_all(nodes.Node):
        problem = _problem(node, variables)
        if problem:
            raise InvalidFieldError(pointer, problem)


def _problem(node: nodes.Node, variables: Sequence[str]) -> str | None:
    match node:
        case nodes.Name(name=name) if name not in variables:
            return "a variable is used that the template does not declare"
        case nodes.Filter(name=name) if name not in FILTERS:
            return "only the filters upper, lower, title and trim are known"
        case nodes.Test(name=name) if name not in TESTS:
            return "only defined, undefined, none, true and false are tested"
        case nodes.Getattr(attr=attr) if attr not in FIELDS:
            return "only the parts of an amount and a date are read"
        case _ if not isinstance(node, ALLOWED):
            return "a clause has variables and conditions only"
        case _:
            return None


def filled(clauses: Sequence[str], variables: Sequence[Variable], values: Mapping[str, Any]) -> list[str]:
    """The clauses with the values in their places. Every declared, required variable has a value of its kind."""
    known = {variable.name: variable for variable in variables}
    for name in values:
        if name not in known:
            raise InvalidFieldError("/variables", "a value is given for a variable the template does not declare")
    ready = {variable.name: _value(variable, values.get(variable.name)) for variable in variables}
    try:
        return list(_rendered(clauses, ready))
    except TemplateError as error:
        raise InvalidFieldError("/variables", "a clause can't be filled in with these values") from error


def _rendered(clauses: Sequence[str], ready: Mapping[str, Any]) -> Iterator[str]:
    left = LARGEST_TEXT
    for text in clauses:
        pieces = []
        for piece in _environment().from_string(text).generate(ready):
            left -= len(piece)
            if left < 0:
                raise InvalidFieldError("/variables", f"the text has at most {LARGEST_TEXT} characters, once filled in")
            pieces.append(piece)
        yield "".join(pieces)


def _value(variable: Variable, given: Any) -> Any:
    pointer = f"/variables/{variable.name}"
    if given is None:
        if variable.required:
            raise InvalidFieldError(pointer, "a value is needed")
        return None
    try:
        value = _read(variable.kind, given)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidFieldError(pointer, f"a {variable.kind} is needed") from error
    if type(value) is not PYTHON_TYPE[variable.kind]:
        raise InvalidFieldError(pointer, f"a {variable.kind} is needed")
    return value


def _read(kind: VariableKind, given: Any) -> Any:
    match kind:
        case "number":
            return parse_decimal(given)
        case "money":
            return Money.of(given["amount"], given["currency"])
        case "date":
            return date.fromisoformat(given)
        case "text" if isinstance(given, str):
            return plain(given, max_length=LONGEST_VALUE, min_length=0, lines=True)
        case _:
            return given
