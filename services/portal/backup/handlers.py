"""A back-up is asked for, begins, says how far it is, and ends."""

from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert, select, update

from services.portal.backup.errors import BackupRunsError, WholeInstallationError
from services.portal.backup.queries import is_under_way
from services.portal.backup.tables import backups
from shared.eventstore.context import Context
from shared.eventstore.work import Work
from shared.journal.noting import note
from shared.journal.schema import Kind
from shared.security.schema import EVERYTHING
from shared.values.ids import new_id

ONE_AT_A_TIME: Final = "LOCK TABLE backups IN SHARE ROW EXCLUSIVE MODE"


def check_reach(context: Context) -> None:
    """Raises `WholeInstallationError` unless the caller's permission reaches over everything."""
    if EVERYTHING not in context.scopes:
        raise WholeInstallationError


async def want_backup(work: Work, folder: Path) -> str:
    """Asks for one below the folder; gives its id. A line of the journal says who asked."""
    check_reach(work.context)
    await work.conn.execute(ONE_AT_A_TIME)
    if await is_under_way(work):
        raise BackupRunsError
    backup_id, now = new_id(), work.context.now
    place = folder / f"{now:%Y-%m-%d-%H%M%S}-{backup_id[-6:]}"
    row = {"place": str(place), "state": "wanted", "step": "", "done": 0, "why": "", "begun_at": now, "touched_at": now}
    await work.execute(insert(backups).values(backup_id=backup_id, actor=work.context.actor, **row))
    await note_of(work, "backup_wanted", backup_id, work.context.actor, place.name)
    return backup_id


async def next_wanted(work: Work) -> Any:
    """One that is asked for and that nobody makes yet, from now on this process's; None where there is none."""
    wanted = select(backups.c.backup_id).where(backups.c.state == "wanted").limit(1).with_for_update(skip_locked=True)
    mine = update(backups).where(backups.c.backup_id.in_(wanted)).values(state="running", touched_at=work.context.now)
    return await work.row(mine.returning(backups.c.backup_id, backups.c.place, backups.c.actor))


async def touch(work: Work, backup_id: str, **told: object) -> None:
    """It goes on: `told` is what is new of it."""
    changed = update(backups).where(backups.c.backup_id == backup_id)
    await work.execute(changed.values(touched_at=work.context.now, **told))


async def end(work: Work, backup_id: str, actor: str, place: Path, **told: object) -> None:
    """It is whole, or it will not be (`why`)."""
    state = "failed" if told.get("why") else "done"
    await touch(work, backup_id, state=state, ended_at=work.context.now, **told)
    await note_of(work, f"backup_{state}", backup_id, actor, place.name)


async def note_of(work: Work, outcome: str, backup_id: str, actor: str, name: str) -> None:
    """A line of the journal: what came of which back-up or restore, and by whom."""
    await note(
        work.conn,
        Kind.EXPORT,
        outcome,
        actor=actor,
        unit=work.context.unit,
        subject=f"backup-{backup_id}",
        correlation=work.context.correlation,
        detail=name,
    )
