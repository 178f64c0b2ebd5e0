from collections.abc import Iterable

from sqlalchemy import Executable, insert, update

from services.contract.concession.events import ConcessionAsked, ConcessionDecided
from services.contract.concession.tables import concessions
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("concessions", tables=[concessions])


@projection.on(ConcessionAsked)
def ask(r: Recorded[ConcessionAsked]) -> Iterable[Executable]:
    said = r.event.model_dump(exclude={"reason", "effective_on"})
    yield insert(concessions).values(
        **said, unit_id=r.unit, state="asked", asked_on=r.event.effective_on, sealed=r.sealed, version=r.version
    )


@projection.on(ConcessionDecided)
def decide(r: Recorded[ConcessionDecided]) -> Iterable[Executable]:
    event = r.event
    said = {"decided_by": event.decided_by, "decided_on": event.effective_on, "sealed_decision": r.sealed}
    this = update(concessions).where(concessions.c.concession_id == r.id)
    yield this.values(state="granted" if event.granted else "refused", **said, version=r.version)
