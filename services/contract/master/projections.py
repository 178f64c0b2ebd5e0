from collections.abc import Iterable

from sqlalchemy import Executable, insert, update

from services.contract.master.events import MasterAmended, MasterClosed, MasterDrawn, MasterOpened, MasterReopened
from services.contract.master.tables import drawings, masters
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("masters", tables=[masters, drawings])


@projection.on(MasterOpened)
def open_master(r: Recorded[MasterOpened]) -> Iterable[Executable]:
    event = r.event
    yield insert(masters).values(
        contract_id=event.contract_id,
        unit_id=r.unit,
        cap=event.cap.amount,
        currency=event.cap.currency,
        quantities=[one.model_dump(mode="json") for one in event.quantities],
        ordered=0,
        accepted=0,
        invoiced=0,
        paid=0,
        closed=False,
    )


@projection.on(MasterAmended)
def amend(r: Recorded[MasterAmended]) -> Iterable[Executable]:
    event = r.event
    quantities = [one.model_dump(mode="json") for one in event.quantities]
    same = masters.c.contract_id == event.contract_id
    yield update(masters).where(same).values(cap=event.cap.amount, quantities=quantities)


@projection.on(MasterClosed)
def close(r: Recorded[MasterClosed]) -> Iterable[Executable]:
    yield update(masters).where(masters.c.contract_id == r.event.contract_id).values(closed=True)


@projection.on(MasterReopened)
def reopen(r: Recorded[MasterReopened]) -> Iterable[Executable]:
    yield update(masters).where(masters.c.contract_id == r.event.contract_id).values(closed=False)


@projection.on(MasterDrawn)
def draw(r: Recorded[MasterDrawn]) -> Iterable[Executable]:
    event = r.event
    yield insert(drawings).values(
        master_id=event.master_id,
        version=r.version,
        unit_id=r.unit,
        contract_id=event.contract_id,
        stage=event.stage,
        document=event.document,
        of=event.of,
        amount=event.amount.amount,
        currency=event.amount.currency,
        counted=event.counted.amount,
        counted_currency=event.counted.currency,
        rate=event.rate,
        rate_on=event.rate_on,
        rate_source=event.rate_source,
        quantities=[one.model_dump(mode="json") for one in event.quantities],
        effective_on=event.effective_on,
    )
    used = masters.c[event.stage]
    same = masters.c.contract_id == event.master_id
    yield update(masters).where(same).values({used: used + event.counted.amount})
