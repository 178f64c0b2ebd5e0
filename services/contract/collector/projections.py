from collections.abc import Iterable

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.collector.events import BatchTaken, CollectorLaidDown, CollectorPaused, CollectorResumed
from services.contract.collector.tables import batches, collectors
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("collectors", tables=[collectors, batches])


@projection.on(CollectorLaidDown)
def lay_down(r: Recorded[CollectorLaidDown]) -> Iterable[Executable]:
    said = r.event.model_dump(mode="json", exclude={"effective_on"})
    row = insert(collectors).values(**said, version=r.version)
    changed = {name: value for name, value in said.items() if name != "collector_id"}
    yield row.on_conflict_do_update(index_elements=[collectors.c.collector_id], set_={**changed, "version": r.version})


@projection.on(CollectorPaused)
def pause(r: Recorded[CollectorPaused]) -> Iterable[Executable]:
    same = collectors.c.collector_id == r.event.collector_id
    yield update(collectors).where(same).values(paused_on=r.event.effective_on, sealed=r.sealed, version=r.version)


@projection.on(CollectorResumed)
def resume(r: Recorded[CollectorResumed]) -> Iterable[Executable]:
    same = collectors.c.collector_id == r.event.collector_id
    yield update(collectors).where(same).values(paused_on=None, sealed=None, version=r.version)


@projection.on(BatchTaken)
def take(r: Recorded[BatchTaken]) -> Iterable[Executable]:
    said = r.event.model_dump(mode="json", exclude={"effective_on"})
    yield insert(batches).values(**said, unit_id=r.unit, taken_at=r.recorded_at)
