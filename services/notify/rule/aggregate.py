"""A rule: configuration with versions."""

from collections.abc import Collection
from dataclasses import dataclass

from services.notify.rule.definition import Definition, Recipients
from services.notify.rule.events import RuleDefined
from services.notify.rule.expression import compile_expression
from services.notify.rule.triggers import HEARD
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError


@dataclass(frozen=True, slots=True)
class Rule:
    version: int = 0
    enabled: bool = False
    definition: Definition | None = None


@dataclass(frozen=True, slots=True)
class DefineRule:
    """`templates` are the codes that exist."""

    rule_id: str
    definition: Definition
    enabled: bool
    templates: Collection[str]


class RuleCodeChangedError(DomainError):
    """A rule keeps its code through all versions."""

    status = 422
    pointer = "/definition/code"


NEEDS = {"owner": "field", "manager": "field", "unit": "field", "contacts": "field", "person": "person"}


def decide(rule: Rule, command: DefineRule) -> list[Event]:
    definition = command.definition
    if rule.definition and rule.definition.code != definition.code:
        raise RuleCodeChangedError
    compile_expression(definition.condition)
    for pointer, event_type in _heard(definition):
        if event_type not in HEARD:
            raise InvalidFieldError(pointer, "no rule can hear this event type")
    if definition.template not in command.templates:
        raise InvalidFieldError("/definition/template", "there is no such template")
    for place, recipients in enumerate(definition.to):
        _check(place, recipients)
    if (rule.enabled, rule.definition) == (command.enabled, definition):
        return []
    defined = RuleDefined(
        rule_id=command.rule_id, version=rule.version + 1, enabled=command.enabled, definition=definition
    )
    return [defined]


def _heard(definition: Definition) -> list[tuple[str, str]]:
    ends = [(f"/definition/ends/{place}/event", ending.event) for place, ending in enumerate(definition.ends)]
    return [("/definition/on", definition.on), *ends]


def _check(place: int, recipients: Recipients) -> None:
    needed = NEEDS[recipients.kind]
    if not getattr(recipients, needed):
        raise InvalidFieldError(f"/definition/to/{place}/{needed}", f"recipients by {recipients.kind} need it")


def evolve(rule: Rule, event: Event) -> Rule:
    match event:
        case RuleDefined(version=version, enabled=enabled, definition=definition):
            return Rule(version, enabled, definition)
        case _:
            return rule


RULE = Aggregate("rule", Rule(), evolve)
