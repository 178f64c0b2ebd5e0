from collections.abc import Iterable

from sqlalchemy import Executable, delete, or_, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.standard.events import (
    LimitsAccepted,
    LimitsChecked,
    LimitsEnded,
    StandardDeclined,
    StandardReceived,
)
from services.contract.standard.tables import limit_checks, standard_editions, standards
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection
from shared.values.clock import INSTALLATION_ZONE

projection = Projection("standards", tables=[standards, standard_editions])
checks = Projection("limit_checks", tables=[limit_checks])


@projection.on(StandardReceived)
def receive(r: Recorded[StandardReceived]) -> Iterable[Executable]:
    event = r.event
    of = {name: getattr(event, name) for name in ("standard_id", "counterparty_id", "code")}
    said = {name: getattr(event, name) for name in ("edition", "grade", "specification")}
    row = insert(standards).values(**of, unit_id=r.unit, **said, sealed=r.sealed, version=r.version)
    yield row.on_conflict_do_update(
        index_elements=[standards.c.standard_id], set_={**said, "sealed": r.sealed, "version": r.version}
    )
    kept = ("reference", "file_id", "contract_id", "effective_on")
    yield insert(standard_editions).values(
        **of,
        **said,
        **{name: getattr(event, name) for name in kept},
        limits=[one.model_dump(mode="json") for one in event.limits],
        unit_id=r.unit,
        state="received",
        sealed=r.sealed,
    )


@projection.on(LimitsAccepted)
def accept(r: Recorded[LimitsAccepted]) -> Iterable[Executable]:
    event, e = r.event, standard_editions.c
    open_end = or_(e.in_force_until.is_(None), e.in_force_until > event.effective_on)
    before = update(standard_editions).where(e.standard_id == r.id, e.state == "accepted", open_end)
    yield before.values(in_force_until=event.effective_on)
    this = update(standard_editions).where(e.standard_id == r.id, e.edition == event.edition)
    yield this.values(
        state="accepted",
        internal=[one.model_dump(mode="json") for one in event.limits],
        in_force_from=event.effective_on,
        decided_by=r.actor,
        decided_on=r.recorded_at.astimezone(INSTALLATION_ZONE).date(),
    )
    taken = {"accepted_edition": event.edition, "accepted_from": event.effective_on, "ended_on": None}
    yield update(standards).where(standards.c.standard_id == r.id).values(**taken, version=r.version)


@projection.on(StandardDeclined)
def decline(r: Recorded[StandardDeclined]) -> Iterable[Executable]:
    event, e = r.event, standard_editions.c
    this = update(standard_editions).where(e.standard_id == r.id, e.edition == event.edition)
    said = {"decided_by": r.actor, "decided_on": event.effective_on, "sealed_reason": r.sealed}
    yield this.values(state="declined", **said)
    yield update(standards).where(standards.c.standard_id == r.id).values(version=r.version)


@projection.on(LimitsEnded)
def end(r: Recorded[LimitsEnded]) -> Iterable[Executable]:
    event, e = r.event, standard_editions.c
    open_end = or_(e.in_force_until.is_(None), e.in_force_until > event.effective_on)
    yield (
        update(standard_editions)
        .where(e.standard_id == r.id, e.state == "accepted", open_end)
        .values(in_force_until=event.effective_on)
    )
    taken = {"accepted_edition": None, "accepted_from": None, "ended_on": event.effective_on}
    yield update(standards).where(standards.c.standard_id == r.id).values(**taken, version=r.version)


@checks.on(LimitsChecked)
def check(r: Recorded[LimitsChecked]) -> Iterable[Executable]:
    event, c = r.event, limit_checks.c
    of = {name: getattr(event, name) for name in ("checked_in", "subject_id", "line", "contract_id", "counterparty_id")}
    yield delete(limit_checks).where(
        c.checked_in == event.checked_in, c.subject_id == event.subject_id, c.line == event.line
    )
    if event.checked:
        rows = [
            {**of, **one.model_dump(), "unit_id": r.unit, "checked_on": event.effective_on} for one in event.checked
        ]
        yield insert(limit_checks).values(rows)
