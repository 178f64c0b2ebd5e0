from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.obligation.events import (
    ObligationChanged,
    ObligationDue,
    ObligationLapsed,
    ObligationMet,
    ObligationOverdue,
    ObligationPerformed,
    ObligationPlanned,
    Thing,
)
from services.contract.obligation.tables import obligations
from shared.eventstore.deadlines import clear_deadline, set_deadline
from shared.eventstore.event import Recorded
from shared.eventstore.prepared import Prepared
from shared.eventstore.projection import Projection
from shared.values.clock import INSTALLATION_ZONE

DUE: Final = "obligation.due"
OVERDUE: Final = "obligation.overdue"
projection = Projection("obligations", tables=[obligations])
_row = insert(obligations)
PLAN: Final = Prepared(
    _row.on_conflict_do_update(
        index_elements=[obligations.c.obligation_id],
        set_={"due_on": _row.excluded.due_on, "version": _row.excluded.version},
    ),
    obligations.c.keys(),
    independent=True,
)


@projection.on(ObligationPlanned)
def plan(r: Recorded[ObligationPlanned]) -> Iterable[Executable]:
    event = r.event
    yield PLAN(
        obligation_id=event.obligation_id,
        contract_id=event.contract_id,
        unit_id=r.unit,
        counterparty_id=event.counterparty_id,
        owner_id=event.owner_id,
        direction=event.direction,
        clause=event.clause,
        phase=event.phase,
        debtor=event.debtor,
        due_on=event.due_on,
        after=event.after.model_dump() if event.after else None,
        amount=event.amount.amount,
        currency=event.amount.currency,
        thing=_said(event.thing),
        done=0,
        state="planned",
        met_on=None,
        version=r.version,
    )
    if event.due_on is not None:
        yield set_deadline(DUE, event.obligation_id, _morning(event.due_on))
        yield set_deadline(OVERDUE, event.obligation_id, _morning(event.due_on + timedelta(days=1)))


def _said(thing: Thing | None) -> dict[str, Any] | None:
    """As rows hold it: without the name that it has elsewhere where it has none."""
    left_out = {"source_id"} if thing is not None and thing.source_id is None else None
    return None if thing is None else thing.model_dump(mode="json", exclude=left_out)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), INSTALLATION_ZONE)


@projection.on(ObligationDue)
def fall_due(r: Recorded[ObligationDue]) -> Iterable[Executable]:
    yield _changed(r, state="due")


@projection.on(ObligationOverdue)
def be_overdue(r: Recorded[ObligationOverdue]) -> Iterable[Executable]:
    yield _changed(r, state="overdue")


@projection.on(ObligationChanged)
def change(r: Recorded[ObligationChanged]) -> Iterable[Executable]:
    event = r.event
    yield _changed(
        r,
        counterparty_id=event.counterparty_id,
        owner_id=event.owner_id,
        debtor=event.debtor,
        due_on=event.due_on,
        after=event.after.model_dump() if event.after else None,
        amount=event.amount.amount,
        thing=_said(event.thing),
        state="planned",
        met_on=None,
    )
    yield clear_deadline(DUE, event.obligation_id)
    yield clear_deadline(OVERDUE, event.obligation_id)
    if event.due_on is not None:
        yield set_deadline(DUE, event.obligation_id, _morning(event.due_on))
        yield set_deadline(OVERDUE, event.obligation_id, _morning(event.due_on + timedelta(days=1)))


@projection.on(ObligationLapsed)
def lapse(r: Recorded[ObligationLapsed]) -> Iterable[Executable]:
    yield _changed(r, state="lapsed")
    yield clear_deadline(DUE, r.event.obligation_id)
    yield clear_deadline(OVERDUE, r.event.obligation_id)


@projection.on(ObligationPerformed)
def perform(r: Recorded[ObligationPerformed]) -> Iterable[Executable]:
    yield _changed(r, done=r.event.total)


@projection.on(ObligationMet)
def meet(r: Recorded[ObligationMet]) -> Iterable[Executable]:
    yield _changed(r, state="met", met_on=r.event.met_on)
    yield clear_deadline(DUE, r.event.obligation_id)
    yield clear_deadline(OVERDUE, r.event.obligation_id)


def _changed(r: Recorded[Any], **values: object) -> Executable:
    same = obligations.c.obligation_id == r.event.obligation_id
    return update(obligations).where(same).values(version=r.version, **values)
