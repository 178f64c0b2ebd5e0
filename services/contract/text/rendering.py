"""Clauses filled in: a small part of Jinja in a sandbox, without loops, calls or arithmetic.

What is left always ends: each placeholder and condition is one step, `MOST_STEPS` of them in a clause; what repeats a
long value is stopped at `LARGEST_TEXT`.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from services.contract.text.variables import Language, Variable, value_of
from shared.values.decimals import format_decimal
from shared.values.errors import InvalidFieldError
from shared.values.money import CurrencyMismatchError

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
FIELDS: Final = frozenset({"amount", "currency", "year", "month", "day", "number", "unit", "name", "identifier"})
LARGEST_CLAUSE: Final = 100_000
MOST_STEPS: Final = 2_000
"""Placeholders and conditions of one clause."""
LARGEST_TEXT: Final = 1_000_000
"""Characters of all clauses together, once filled in."""


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    return sandbox(autoescape=False)


def sandbox(*, autoescape: bool) -> ImmutableSandboxedEnvironment:
    """A fresh environment in which what was checked is filled in."""
    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=autoescape, keep_trailing_newline=False, finalize=_shown
    )


def _shown(value: object) -> object:
    if isinstance(value, Decimal):
        return format_decimal(value)
    return "" if value is None else value


def check_clause(text: str, variables: Sequence[str], pointer: str, largest: int = LARGEST_CLAUSE) -> None:
    """Refuses a clause that uses what templates may not, or a variable that the template does not declare."""
    if len(text) > largest:
        raise InvalidFieldError(pointer, f"a clause has at most {largest} characters")
    if steps_in(text) > MOST_STEPS:
        raise InvalidFieldError(pointer, f"a clause has at most {MOST_STEPS} placeholders and conditions")
    try:
        tree = _environment().parse(text)
        for node in tree.find_all(nodes.Node):
            problem = _problem(node, variables)
            if problem:
                raise InvalidFieldError(pointer, problem)
        # Conditions nested too deeply show only once Python compiles them.
        _environment().from_string(text)
    except (TemplateError, RecursionError, SyntaxError, MemoryError) as error:
        raise InvalidFieldError(pointer, "the placeholders can't be read") from error


def steps_in(text: str) -> int:
    """How many placeholders and conditions a clause has."""
    return text.count("{{") + text.count("{%")


def _problem(node: nodes.Node, variables: Sequence[str]) -> str | None:
    match node:
        case nodes.Name(name=name) if name not in variables:
            return "a variable is used that the template does not declare"
        case nodes.Filter(name=name) if name not in FILTERS:
            return "only the filters upper, lower, title and trim are known"
        case nodes.Test(name=name) if name not in TESTS:
            return "only defined, undefined, none, true and false are tested"
        case nodes.Getattr(attr=attr) if attr not in FIELDS:
            return "only the parts of an amount, a date, a period and a party are read"
        case _ if not isinstance(node, ALLOWED):
            return "a clause has variables and conditions only"
        case _:
            return None


def check_condition(condition: str, variables: Sequence[str], pointer: str) -> None:
    """Refuses a condition that is more than one expression over declared variables."""
    if "%}" in condition or "{%" in condition:
        raise InvalidFieldError(pointer, "a condition is one expression over the variables")
    check_clause(_conditional(condition), variables, pointer)


def _conditional(condition: str) -> str:
    return "{% if " + condition + " %}1{% endif %}"


def ready(
    variables: Sequence[Variable], values: Mapping[str, Any], language: Language = "zh", pointer: str = "/variables"
) -> dict[str, Any]:
    """The values in their kinds. Every declared, required variable has one; nothing else is given."""
    known = {variable.name for variable in variables}
    if any(name not in known for name in values):
        raise InvalidFieldError(pointer, "a value is given for a variable the template does not declare")
    return {
        variable.name: value_of(variable, values.get(variable.name), language, f"{pointer}/{variable.name}")
        for variable in variables
    }


def holds(condition: str, known: Mapping[str, Any]) -> bool:
    """Whether a condition that was checked is true of the values."""
    return bool(filled([_conditional(condition)], known)[0])


def filled(clauses: Sequence[str], known: Mapping[str, Any]) -> list[str]:
    """The clauses with the values, made `ready`, in their places."""
    try:
        return list(_rendered(clauses, known))
    except (TemplateError, TypeError, CurrencyMismatchError) as error:
        raise InvalidFieldError("/variables", "a clause can't be filled in with these values") from error


def _rendered(clauses: Sequence[str], known: Mapping[str, Any]) -> Iterator[str]:
    left = LARGEST_TEXT
    for text in clauses:
        pieces = []
        for piece in _environment().from_string(text).generate(known):
            left -= len(piece)
            if left < 0:
                raise InvalidFieldError("/variables", f"the text has at most {LARGEST_TEXT} characters, once filled in")
            pieces.append(piece)
        yield "".join(pieces)
