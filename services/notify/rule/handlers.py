"""How a rule is laid down."""

from services.notify.identity import rule_id
from services.notify.rule.aggregate import RULE, DefineRule, Rule, decide
from services.notify.rule.definition import Definition
from services.notify.template.catalogue import TEMPLATES
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work


async def define_rule(work: Work, unit: str, definition: Definition, *, enabled: bool) -> Stream[Rule]:
    """A unit lays down its version of a rule; it holds for the unit and those below without one of their own."""
    named = rule_id(definition.code, unit)
    rule = await work.load(RULE, named, unit=unit)
    work.record(rule, decide(rule.state, DefineRule(named, definition, enabled, TEMPLATES.keys())))
    return rule
