from collections.abc import Iterable

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.ink.events import ScanChecked, ScanRegistered
from services.contract.ink.tables import scans
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("signed_scans", tables=[scans])


@projection.on(ScanRegistered)
def register(r: Recorded[ScanRegistered]) -> Iterable[Executable]:
    said = r.event.model_dump(exclude={"signatures"})
    signatures = [one.model_dump(mode="json") for one in r.event.signatures]
    yield insert(scans).values(**said, signatures=signatures, unit_id=r.unit, version=r.version)


@projection.on(ScanChecked)
def check(r: Recorded[ScanChecked]) -> Iterable[Executable]:
    row = update(scans).where(scans.c.scan_id == r.event.scan_id)
    yield row.values(verdict=r.event.verdict, checked_by=r.event.checked_by, version=r.version)
