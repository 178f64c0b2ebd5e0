from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import Executable, insert, update

from services.contract.copies.events import CopiesChased, CopiesHandedOut, CopiesReturned
from services.contract.copies.tables import copies
from shared.eventstore.deadlines import clear_deadline, set_deadline
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection
from shared.values.clock import INSTALLATION_ZONE

CHASE: Final = "copies.chase"
projection = Projection("contract_copies", tables=[copies])


@projection.on(CopiesHandedOut)
def hand_out(r: Recorded[CopiesHandedOut]) -> Iterable[Executable]:
    event = r.event
    yield insert(copies).values(
        copies_id=event.copies_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        purpose=event.purpose,
        seal_use_id=event.seal_use_id,
        responsible=event.responsible,
        count=event.count,
        left=event.count,
        handed_out_on=event.effective_on,
        due_on=event.due_on,
        chased=0,
        version=r.version,
    )
    yield set_deadline(CHASE, event.copies_id, _morning(event.due_on + timedelta(days=1)))


@projection.on(CopiesReturned)
def give_back(r: Recorded[CopiesReturned]) -> Iterable[Executable]:
    event = r.event
    yield update(copies).where(copies.c.copies_id == event.copies_id).values(left=event.left, version=r.version)
    if event.left == 0:
        yield clear_deadline(CHASE, event.copies_id)


@projection.on(CopiesChased)
def chase(r: Recorded[CopiesChased]) -> Iterable[Executable]:
    event = r.event
    yield update(copies).where(copies.c.copies_id == event.copies_id).values(chased=event.times, version=r.version)
    yield set_deadline(CHASE, event.copies_id, _morning(event.next_on))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), INSTALLATION_ZONE)
