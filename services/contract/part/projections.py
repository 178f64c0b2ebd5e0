from collections.abc import Iterable

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import insert

from services.contract.part.events import PartChanged
from services.contract.part.tables import parts
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("customer_parts", tables=[parts])


@projection.on(PartChanged)
def change(r: Recorded[PartChanged]) -> Iterable[Executable]:
    event = r.event
    particulars = {**event.particulars.model_dump(), "drawings": list(event.particulars.drawings)}
    said = {**particulars, "effective_on": event.effective_on, "version": r.version}
    of = event.model_dump(include={"part_id", "contract_id", "counterparty_id", "model", "part"})
    row = insert(parts).values(**of, unit_id=r.unit, **said)
    yield row.on_conflict_do_update(index_elements=[parts.c.part_id], set_=said)
