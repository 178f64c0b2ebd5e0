from collections.abc import Iterable

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import insert

from services.contract.service_level.events import LevelAgreed, LevelMeasured
from services.contract.service_level.tables import service_levels, service_results
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("service_levels", tables=[service_levels, service_results])


@projection.on(LevelAgreed)
def agree(r: Recorded[LevelAgreed]) -> Iterable[Executable]:
    yield insert(service_levels).values(**r.event.model_dump(), version=r.version, unit_id=r.unit)


@projection.on(LevelMeasured)
def measure(r: Recorded[LevelMeasured]) -> Iterable[Executable]:
    said = r.event.model_dump(exclude={"effective_on"}) | {"version": r.version, "unit_id": r.unit}
    row = insert(service_results).values(**said)
    changed = {name: row.excluded[name] for name in ("value", "cases", "sense", "target", "met", "version")}
    yield row.on_conflict_do_update(index_elements=list(service_results.primary_key), set_=changed)
