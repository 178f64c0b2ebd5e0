"""A contract type decided and folded."""

from dataclasses import dataclass
from decimal import Decimal

from services.contract.type.events import TypeDefined
from services.contract.type.route import check_matrix
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError


@dataclass(frozen=True, slots=True)
class ContractType:
    rules: TypeDefined | None = None


@dataclass(frozen=True, slots=True)
class DefineType:
    """`above` are the types above the parent, and the parent itself."""

    rules: TypeDefined
    above: frozenset[str] = frozenset()


class CodeChangedError(DomainError):
    """A type keeps its code and direction; define another type instead."""


class DuplicateTypeError(DomainError):
    """A type of this code exists already."""


def decide(kind: ContractType, command: DefineType) -> list[Event]:
    rules, before = command.rules, kind.rules
    if before is not None and (before.code, before.direction) != (rules.code, rules.direction):
        raise CodeChangedError
    if rules.parent_id == rules.type_id or rules.type_id in command.above:
        raise InvalidFieldError("/parent_id", "a type lies above itself")
    if len(set(rules.required_clauses)) != len(rules.required_clauses):
        raise InvalidFieldError("/required_clauses", "a clause is named twice")
    if set(rules.signing_order) != {"us", "counterparty"} or len(rules.signing_order) != 2:
        raise InvalidFieldError("/signing_order", "each side signs once")
    if not Decimal(0) <= rules.match_tolerance < 1:
        raise InvalidFieldError("/match_tolerance", "a share from 0 to below 1")
    check_matrix(rules.route)
    return [] if before == rules else [rules]


def evolve(kind: ContractType, event: Event) -> ContractType:
    return ContractType(event) if isinstance(event, TypeDefined) else kind


TYPE = Aggregate("type", ContractType(), evolve)
