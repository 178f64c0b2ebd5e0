from collections.abc import Iterable

from sqlalchemy import Executable, insert, update

from services.contract.objection.events import ObjectionAnswered, ObjectionRaised
from services.contract.objection.tables import objections
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("objections", tables=[objections])


@projection.on(ObjectionRaised)
def raise_(r: Recorded[ObjectionRaised]) -> Iterable[Executable]:
    said = r.event.model_dump(exclude={"words"})
    yield insert(objections).values(**said, unit_id=r.unit, state="raised", sealed=r.sealed, version=r.version)


@projection.on(ObjectionAnswered)
def answer(r: Recorded[ObjectionAnswered]) -> Iterable[Executable]:
    event = r.event
    said = {"state": event.outcome, "sealed_answer": r.sealed, "answered_on": event.effective_on}
    same = objections.c.objection_id == event.objection_id
    yield update(objections).where(same).values(**said, version=r.version)
