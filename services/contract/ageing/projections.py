from collections.abc import Iterable

from sqlalchemy import Executable, insert

from services.contract.ageing.events import AgeingLaidDown
from services.contract.ageing.tables import schemes
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("ageing", tables=[schemes])


@projection.on(AgeingLaidDown)
def lay_down(r: Recorded[AgeingLaidDown]) -> Iterable[Executable]:
    said = r.event.model_dump()
    lists = {name: list(said[name]) for name in ("buckets", "levels", "losses")}
    yield insert(schemes).values(**{**said, **lists}, ageing_id=r.id, version=r.version)
