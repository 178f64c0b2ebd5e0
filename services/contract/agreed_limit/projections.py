from collections.abc import Iterable

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import insert

from services.contract.agreed_limit.events import AgreedLimitsStated
from services.contract.agreed_limit.tables import agreed_limits
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("agreed_limits", tables=[agreed_limits])


@projection.on(AgreedLimitsStated)
def state(r: Recorded[AgreedLimitsStated]) -> Iterable[Executable]:
    event = r.event
    said = {name: getattr(event, name) for name in ("counterparty_id", "grade", "specification", "effective_on")}
    said |= {"limits": [one.model_dump(mode="json") for one in event.limits], "version": r.version}
    row = insert(agreed_limits).values(contract_id=event.contract_id, unit_id=r.unit, **said)
    yield row.on_conflict_do_update(index_elements=[agreed_limits.c.contract_id], set_=said)
