from collections.abc import Iterable

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.collected.events import (
    RecordBooked,
    RecordDiffered,
    RecordSetAside,
    RecordTaken,
    RecordTakenUp,
)
from services.contract.collected.tables import records
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("collected", tables=[records])


@projection.on(RecordTaken)
def take(r: Recorded[RecordTaken]) -> Iterable[Executable]:
    event, said = r.event, r.event.said
    yield insert(records).values(
        collected_id=event.collected_id,
        unit_id=r.unit,
        source=event.source,
        kind=said.kind,
        source_id=said.source_id,
        content_hash=event.content_hash,
        state="waiting",
        differs=False,
        follows=event.follows,
        direction=said.direction,
        counterparty_id=said.counterparty_id,
        amount=said.amount.amount if said.amount else None,
        currency=said.amount.currency if said.amount else None,
        effective_on=said.on,
        said=said.model_dump(mode="json"),
        taken_at=r.recorded_at,
        version=r.version,
    )


@projection.on(RecordDiffered)
def differ(r: Recorded[RecordDiffered]) -> Iterable[Executable]:
    same = records.c.collected_id == r.event.collected_id
    yield update(records).where(same).values(differs=True, version=r.version)


@projection.on(RecordSetAside)
def set_aside(r: Recorded[RecordSetAside]) -> Iterable[Executable]:
    said = {"state": "set_aside", "set_aside_on": r.event.effective_on, "sealed": r.sealed, "version": r.version}
    yield update(records).where(records.c.collected_id == r.event.collected_id).values(**said)


@projection.on(RecordTakenUp)
def take_up(r: Recorded[RecordTakenUp]) -> Iterable[Executable]:
    said = {"state": "waiting", "set_aside_on": None, "sealed": None, "version": r.version}
    yield update(records).where(records.c.collected_id == r.event.collected_id).values(**said)


@projection.on(RecordBooked)
def book(r: Recorded[RecordBooked]) -> Iterable[Executable]:
    event = r.event
    yield (
        update(records)
        .where(records.c.collected_id == event.collected_id)
        .values(
            state="booked",
            contract_id=event.contract_id,
            document_id=event.document_id,
            matched_by=event.by,
            excess=event.excess.model_dump(mode="json") if event.excess else None,
            version=r.version,
        )
    )
