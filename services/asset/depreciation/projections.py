"""Runs as a table; a started run has a deadline that carries it on until it is posted."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.asset.depreciation.events import DepreciationPosted, DepreciationStarted, RunReversed
from services.asset.depreciation.tables import runs
from shared.eventstore.deadlines import clear_deadline, set_deadline
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

CONTINUES: Final = "asset.depreciation_continues"

projection = Projection("depreciation runs", tables=[runs])


@projection.on(DepreciationStarted)
def start(r: Recorded[DepreciationStarted]) -> Iterable[Executable]:
    event = r.event
    row = insert(runs).values(
        run_id=event.run_id,
        unit_id=event.unit_id,
        book=event.book,
        period=event.period,
        currency=event.currency,
        stage="started",
        attempt=event.attempt,
        cards=0,
        total=0,
        journal=[],
        effective_on=event.effective_on,
        version=r.version,
    )
    again = {name: row.excluded[name] for name in ("stage", "attempt", "cards", "total", "journal", "version")}
    yield row.on_conflict_do_update(index_elements=["run_id"], set_=again)
    yield set_deadline(CONTINUES, event.run_id, r.recorded_at)


@projection.on(DepreciationPosted)
def post(r: Recorded[DepreciationPosted]) -> Iterable[Executable]:
    event = r.event
    yield (
        update(runs)
        .where(runs.c.run_id == event.run_id)
        .values(
            stage="posted",
            cards=event.cards,
            total=event.total.amount,
            journal=[line.model_dump(mode="json") for line in event.journal],
            version=r.version,
        )
    )
    yield clear_deadline(CONTINUES, event.run_id)


@projection.on(RunReversed)
def reverse(r: Recorded[RunReversed]) -> Iterable[Executable]:
    yield update(runs).where(runs.c.run_id == r.event.run_id).values(stage="reversed", version=r.version)
