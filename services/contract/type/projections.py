from collections.abc import Iterable

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import insert

from services.contract.type.events import TypeDefined
from services.contract.type.tables import types
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("contract_types", tables=[types])


@projection.on(TypeDefined)
def define(r: Recorded[TypeDefined]) -> Iterable[Executable]:
    event = r.event
    values = {
        "name": event.name,
        "direction": event.direction,
        "rules": event.model_dump(mode="json"),
        "version": r.version,
        "parent_id": event.parent_id,
    }
    row = insert(types).values(type_id=event.type_id, code=event.code, **values)
    yield row.on_conflict_do_update(index_elements=[types.c.type_id], set_=values)
