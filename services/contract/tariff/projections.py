from collections.abc import Iterable

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import insert

from services.contract.tariff.events import TariffLaidDown
from services.contract.tariff.tables import tariffs
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("tariffs", tables=[tariffs])


@projection.on(TariffLaidDown)
def lay_down(r: Recorded[TariffLaidDown]) -> Iterable[Executable]:
    yield insert(tariffs).values(**r.event.model_dump(), version=r.version)
