from collections.abc import Iterable

from sqlalchemy import Executable, insert, update

from services.contract.concession.events import BatchConcessionAsked, ConcessionAsked, ConcessionDecided
from services.contract.concession.tables import batch_concessions, concessions
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("concessions", tables=[concessions, batch_concessions])


@projection.on(ConcessionAsked)
def ask(r: Recorded[ConcessionAsked]) -> Iterable[Executable]:
    said = r.event.model_dump(exclude={"reason", "effective_on"})
    yield insert(concessions).values(
        **said, unit_id=r.unit, state="asked", asked_on=r.event.effective_on, sealed=r.sealed, version=r.version
    )


@projection.on(BatchConcessionAsked)
def ask_for_batch(r: Recorded[BatchConcessionAsked]) -> Iterable[Executable]:
    event = r.event
    said = event.model_dump(exclude={"reason", "effective_on", "deviations", "objected"})
    yield insert(batch_concessions).values(
        **said,
        deviations=[one.model_dump(mode="json") for one in event.deviations],
        objected=list(event.objected),
        unit_id=r.unit,
        state="asked",
        asked_on=event.effective_on,
        sealed=r.sealed,
        version=r.version,
    )


@projection.on(ConcessionDecided)
def decide(r: Recorded[ConcessionDecided]) -> Iterable[Executable]:
    event = r.event
    said = {"decided_by": event.decided_by, "decided_on": event.effective_on, "sealed_decision": r.sealed}
    state = "granted" if event.granted else "refused"
    for table in (concessions, batch_concessions):
        this = update(table).where(table.c.concession_id == r.id)
        yield this.values(state=state, **said, version=r.version)
