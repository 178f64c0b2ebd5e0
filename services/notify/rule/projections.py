"""Rules in force, one row a unit and code."""

from collections.abc import Iterable

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import insert

from services.notify.rule.events import RuleDefined
from services.notify.tables import rules
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("rules", tables=[rules])


@projection.on(RuleDefined)
def lay_down(r: Recorded[RuleDefined]) -> Iterable[Executable]:
    row = insert(rules).values(
        rule_id=r.event.rule_id,
        code=r.event.definition.code,
        unit_id=r.unit,
        version=r.event.version,
        enabled=r.event.enabled,
        definition=r.event.definition.model_dump(mode="json"),
    )
    changed = {name: row.excluded[name] for name in ("unit_id", "version", "enabled", "definition")}
    yield row.on_conflict_do_update(index_elements=["rule_id"], set_=changed)
