"""Rows of the organisation."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import insert

from services.portal.unit.events import UnitChanged
from services.portal.unit.tables import organisation
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection: Final = Projection("organisation", tables=[organisation])


@projection.on(UnitChanged)
def place(r: Recorded[UnitChanged]) -> Iterable[Executable]:
    event = r.event
    row = {
        "parent_id": event.parent_id,
        "name": event.name,
        "kind": event.kind.value,
        "legal_entity": event.legal_entity.model_dump() if event.legal_entity else None,
        "active": event.active,
        "effective_on": event.effective_on,
        "version": r.version,
    }
    yield (
        insert(organisation)
        .values(unit_id=event.unit_id, **row)
        .on_conflict_do_update(index_elements=[organisation.c.unit_id], set_=row)
    )
