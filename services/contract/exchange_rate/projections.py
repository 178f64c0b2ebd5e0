from collections.abc import Iterable

from sqlalchemy import Executable, insert

from services.contract.exchange_rate.events import RateFixed
from services.contract.exchange_rate.tables import exchange_rates
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("exchange_rates", tables=[exchange_rates])


@projection.on(RateFixed)
def fix(r: Recorded[RateFixed]) -> Iterable[Executable]:
    yield insert(exchange_rates).values(**r.event.model_dump(), fixed_by=r.actor)
