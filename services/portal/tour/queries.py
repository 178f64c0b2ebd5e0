"""How far somebody is in the tour."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.portal.tour.tables import tours
from shared.eventstore.work import Work


@dataclass(frozen=True, slots=True)
class Progress:
    """The step, counted from 0, and whether the tour was ended or skipped."""

    step: int
    over: bool


async def progress_of(work: Work, staff_id: str) -> Progress | None:
    """None for who never saw it."""
    row = await work.row(select(tours.c.step, tours.c.over).where(tours.c.staff_id == staff_id))
    return None if row is None else Progress(row["step"], row["over"])


async def keep_progress(work: Work, staff_id: str, step: int, *, over: bool) -> None:
    """Remembers it of the person, whatever browser they use."""
    row = insert(tours).values(staff_id=staff_id, step=step, over=over, changed_at=work.context.now)
    said = {name: row.excluded[name] for name in ("step", "over", "changed_at")}
    await work.execute(row.on_conflict_do_update(index_elements=["staff_id"], set_=said))
