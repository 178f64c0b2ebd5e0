from collections.abc import Iterable

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.customer.imports.aggregate import Stage
from services.customer.imports.events import ImportCompleted, ImportReceived
from services.customer.imports.tables import imports
from shared.eventstore.deadlines import clear_deadline, set_deadline
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

SLICE = "import.slice"
"""The deadline under which the next slice of an import is taken: work that survives whoever does it."""

projection = Projection("imports", tables=[imports])


@projection.on(ImportReceived)
def receive(r: Recorded[ImportReceived]) -> Iterable[Executable]:
    event = r.event
    yield insert(imports).values(
        import_id=event.import_id,
        unit_id=r.unit,
        kind=event.kind,
        source=event.source,
        form=event.form,
        dry_run=event.dry_run,
        stage=Stage.RUNNING.value,
        rows=event.rows,
        file_hash=event.file_hash,
        effective_on=event.effective_on,
        actor=r.actor,
        received_at=r.recorded_at,
        completed_at=None,
    )
    yield set_deadline(SLICE, event.import_id, r.recorded_at)


@projection.on(ImportCompleted)
def complete(r: Recorded[ImportCompleted]) -> Iterable[Executable]:
    yield (
        update(imports)
        .where(imports.c.import_id == r.event.import_id)
        .values(stage=Stage.COMPLETED.value, completed_at=r.recorded_at)
    )
    yield clear_deadline(SLICE, r.event.import_id)
