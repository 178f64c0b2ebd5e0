"""The rules in force for a unit: what it or the nearest unit above laid down, else what shipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from services.notify.rule.definition import Definition
from services.notify.rule.shipped import SHIPPED
from services.notify.tables import rules
from shared.eventstore.work import Work
from shared.security.tables import unit_closure

AS_SHIPPED: Final = 0
"""The version of a rule that nobody changed."""


@dataclass(frozen=True, slots=True)
class InForce:
    version: int
    enabled: bool
    definition: Definition


AS_ALL_BEGIN: Final = tuple(
    InForce(AS_SHIPPED, enabled=True, definition=definition) for definition in sorted(SHIPPED, key=lambda one: one.code)
)
"""The rules in force where no unit laid down any."""


async def rules_in_force(work: Work, unit: str) -> Sequence[InForce]:
    """One rule a code, in the order of codes."""
    above = unit_closure.alias("above")
    depth = select(func.count()).where(above.c.descendant == rules.c.unit_id).scalar_subquery()
    laid_down = (
        select(rules.c.version, rules.c.enabled, rules.c.definition)
        .join(unit_closure, unit_closure.c.ancestor == rules.c.unit_id)
        .where(unit_closure.c.descendant == unit)
        .order_by(depth, rules.c.rule_id)
    )
    found = {rule.definition.code: rule for rule in AS_ALL_BEGIN}
    for row in await work.rows(laid_down):
        definition = Definition.model_validate(row["definition"], strict=False)
        found[definition.code] = InForce(row["version"], row["enabled"], definition)
    return [found[code] for code in sorted(found)]
