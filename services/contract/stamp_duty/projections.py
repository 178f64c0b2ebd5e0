from collections.abc import Iterable

from sqlalchemy import Executable, delete, insert

from services.contract.stamp_duty.events import DutyDeferred, DutyIncurred
from services.contract.stamp_duty.tables import deferred_duties, stamp_duties
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("stamp_duties", tables=[stamp_duties, deferred_duties])


@projection.on(DutyIncurred)
def incur(r: Recorded[DutyIncurred]) -> Iterable[Executable]:
    event = r.event
    amounts = {"base": event.base.amount, "duty": event.duty.amount, "currency": event.duty.currency}
    said = event.model_dump(exclude={"base", "duty"})
    yield insert(stamp_duties).values(**said, **amounts, unit_id=r.unit, version=r.version)
    if event.cause == "amendment":
        yield delete(deferred_duties).where(deferred_duties.c.contract_id == event.contract_id)


@projection.on(DutyDeferred)
def defer(r: Recorded[DutyDeferred]) -> Iterable[Executable]:
    yield insert(deferred_duties).values(**r.event.model_dump(), unit_id=r.unit)
