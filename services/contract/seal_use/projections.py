from collections.abc import Iterable

from sqlalchemy import Executable, insert

from services.contract.seal_use.events import SealUsed
from services.contract.seal_use.tables import seal_uses
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("seal_uses", tables=[seal_uses])


@projection.on(SealUsed)
def use(r: Recorded[SealUsed]) -> Iterable[Executable]:
    said = r.event.model_dump(exclude={"effective_on", "owner_id"})
    yield insert(seal_uses).values(**said, unit_id=r.unit, used_on=r.event.effective_on, used_by=r.actor)
