"""The language of a rule's condition: comparisons over an event's data, nothing else.

`amount.amount >= 100000 and direction == "purchase" and clause in ["4.1", "4.2"]`. Names are fields of the event,
dotted names fields of a field; a field that is absent is null. Decimal strings compare as numbers with numbers.
There are no calls, no arithmetic, no subscripts: an expression's work is bounded by its size.
"""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from shared.values.errors import DomainError

MAX_LENGTH: Final = 1_000
MAX_NODES: Final = 120
MAX_DEPTH: Final = 16
MAX_TEXT: Final = 10_000
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?\Z")

ALLOWED: Final[tuple[type[ast.AST], ...]] = (
    ast.Expression,
    ast.BoolOp,
    ast.And,
    ast.Or,
    ast.UnaryOp,
    ast.Not,
    ast.USub,
    ast.Compare,
    ast.Eq,
    ast.NotEq,
    ast.Lt,
    ast.LtE,
    ast.Gt,
    ast.GtE,
    ast.In,
    ast.NotIn,
    ast.Name,
    ast.Attribute,
    ast.Load,
    ast.Constant,
    ast.List,
    ast.Tuple,
)
WORDS: Final[Mapping[str, Any]] = {"null": None, "true": True, "false": False}


class ExpressionError(DomainError):
    """The condition is not an expression of the rule language."""

    status = 422
    pointer = "/definition/condition"


@dataclass(frozen=True)
class Expression:
    """A condition that was checked once and can be asked often."""

    source: str
    tree: ast.expr | None

    def holds(self, data: Mapping[str, Any]) -> bool:
        """Whether the condition is true of an event's data; an empty one always is."""
        return self.tree is None or bool(_value(self.tree, data))


@lru_cache(maxsize=512)
def compile_expression(source: str) -> Expression:
    """The checked expression; raises `ExpressionError` naming what the language does not have."""
    if not source.strip():
        return Expression(source, None)
    if len(source) > MAX_LENGTH:
        raise ExpressionError(f"a condition has at most {MAX_LENGTH} characters")
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError("the condition can't be read as an expression") from error
    nodes = list(ast.walk(tree))
    if len(nodes) > MAX_NODES or _depth(tree) > MAX_DEPTH:
        raise ExpressionError(f"a condition has at most {MAX_NODES} parts, nested at most {MAX_DEPTH} deep")
    for node in nodes:
        _check(node)
    return Expression(source, tree.body)


def look_up(data: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path of an event's data, None where there is none."""
    found: Any = data
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _check(node: ast.AST) -> None:
    if not isinstance(node, ALLOWED):
        raise ExpressionError(f"the rule language has no {type(node).__name__}")
    match node:
        case ast.Constant(value=value) if not isinstance(value, str | int | float | bool | None):
            raise ExpressionError("the rule language has text, numbers, true, false and null")
        case ast.Attribute(attr=name) | ast.Name(id=name) if name.startswith("_"):
            raise ExpressionError("a field's name does not begin with an underscore")
        case ast.UnaryOp(op=ast.USub(), operand=operand) if not isinstance(operand, ast.Constant):
            raise ExpressionError("a minus stands only before a number")


def _depth(node: ast.AST) -> int:
    deepest, level = 0, [(node, 1)]
    while level:
        at, depth = level.pop()
        deepest = max(deepest, depth)
        level.extend((child, depth + 1) for child in ast.iter_child_nodes(at))
    return deepest


def _value(node: ast.expr, data: Mapping[str, Any]) -> Any:
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(bool(_value(part, data)) for part in parts)
        case ast.BoolOp(values=parts):
            return any(bool(_value(part, data)) for part in parts)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _value(operand, data)
        case ast.UnaryOp(operand=operand):
            number = _value(operand, data)
            return -number if isinstance(number, Decimal) else None
        case ast.Compare(left=left, ops=operators, comparators=others):
            return _compare(left, operators, others, data)
        case ast.Constant(value=value):
            return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return [_value(part, data) for part in parts]
        case ast.Name(id=name):
            return WORDS[name] if name in WORDS else data.get(name)
        case ast.Attribute(value=inner, attr=name):
            held = _value(inner, data)
            return held.get(name) if isinstance(held, Mapping) else None
    return None


def _compare(left: ast.expr, operators: list[ast.cmpop], others: list[ast.expr], data: Mapping[str, Any]) -> bool:
    value = _value(left, data)
    for operator, other in zip(operators, others, strict=True):
        against = _value(other, data)
        if not COMPARISONS[type(operator)](value, against):
            return False
        value = against
    return True


def _same(left: Any, right: Any) -> bool:
    return bool(_alike(left, right) == _alike(right, left))


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def holds(left: Any, right: Any) -> bool:
        one, two = _alike(left, right), _alike(right, left)
        comparable = isinstance(one, Decimal | str) and type(one) is type(two)
        return comparable and compare(one, two)

    return holds


def _among(value: Any, group: Any) -> bool:
    if isinstance(group, str):
        return isinstance(value, str) and len(group) <= MAX_TEXT and value in group
    return isinstance(group, list) and any(_same(value, member) for member in group)


def _alike(value: Any, other: Any) -> Any:
    """Numbers as decimals, and a decimal string too where it meets a number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    meets_number = isinstance(other, int | float | Decimal) and not isinstance(other, bool)
    return Decimal(value) if isinstance(value, str) and meets_number and _NUMBER.match(value) else value


COMPARISONS: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Eq: _same,
    ast.NotEq: lambda left, right: not _same(left, right),
    ast.Lt: _ordered(lambda left, right: left < right),
    ast.LtE: _ordered(lambda left, right: left <= right),
    ast.Gt: _ordered(lambda left, right: left > right),
    ast.GtE: _ordered(lambda left, right: left >= right),
    ast.In: _among,
    ast.NotIn: lambda left, right: not _among(left, right),
}
