from collections.abc import Iterable

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.requirement.events import BatchDecided, BatchMeasured, RequirementStated
from services.contract.requirement.tables import batches, requirements
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("order_requirements", tables=[requirements, batches])


@projection.on(RequirementStated)
def state(r: Recorded[RequirementStated]) -> Iterable[Executable]:
    event = r.event
    said = {
        **{name: getattr(event, name) for name in ("grade", "specification", "use", "plan_id", "plan_version")},
        "parameters": [one.model_dump(mode="json") for one in event.parameters],
        "control_points": [one.model_dump(mode="json") for one in event.control_points],
        "files": list(event.files),
        "sealed": r.sealed,
        "effective_on": event.effective_on,
        "version": r.version,
    }
    of = {name: getattr(event, name) for name in ("order_id", "line", "contract_id", "counterparty_id")}
    row = insert(requirements).values(**of, unit_id=r.unit, **said)
    yield row.on_conflict_do_update(index_elements=[requirements.c.order_id, requirements.c.line], set_=said)


@projection.on(BatchMeasured)
def measure(r: Recorded[BatchMeasured]) -> Iterable[Executable]:
    event = r.event
    said = {
        "grade": event.grade,
        "quantity": event.quantity,
        "actual": [one.model_dump(mode="json") for one in event.actual],
        "defects": list(event.defects),
        "deviations": [one.model_dump(mode="json") for one in event.deviations],
        "objected": [one.model_dump(mode="json") for one in event.objected],
        "held": event.held,
        "measured_by": event.measured_by,
        "measured_on": event.effective_on,
        "version": r.version,
    }
    of = {name: getattr(event, name) for name in ("order_id", "batch", "line", "contract_id", "counterparty_id")}
    row = insert(batches).values(**of, unit_id=r.unit, **said)
    yield row.on_conflict_do_update(index_elements=[batches.c.order_id, batches.c.batch], set_=said)


@projection.on(BatchDecided)
def decide(r: Recorded[BatchDecided]) -> Iterable[Executable]:
    event = r.event
    said = {name: getattr(event, name) for name in ("decision", "concession", "decided_by")}
    said |= {"sealed": r.sealed, "version": r.version}
    if event.grade is not None:
        said["grade"] = event.grade
    same = (batches.c.order_id == event.order_id, batches.c.batch == event.batch)
    yield update(batches).where(*same).values(**said, decided_on=event.effective_on)
