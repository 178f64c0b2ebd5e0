"""The row that says that the offices are separate."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Executable, insert

from services.portal.separation.events import OfficesSeparated
from services.portal.separation.tables import separations
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection: Final = Projection("separation", tables=[separations])


@projection.on(OfficesSeparated)
def separate(r: Recorded[OfficesSeparated]) -> Iterable[Executable]:
    yield insert(separations).values(
        separation_id=r.id, effective_on=r.event.effective_on, separated_at=r.recorded_at, separated_by=r.actor
    )
