"""Bringing a back-up back: wished for by who proves once more who that is, done by the supervisor, noted after."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.portal.account.proving import prove_again
from services.portal.backup.errors import BackupNotWholeError, NotSupervisedError, ProofRefusedError, RestoreRunsError
from services.portal.backup.handlers import note_of
from services.portal.backup.schemas import RestorationAnswer
from services.portal.backup.tables import backups
from services.portal.second_factor.errors import SecondFactorNeededError
from services.portal.second_factor.handlers import check_code
from services.portal.second_factor.queries import has_factor
from shared.eventstore.work import Work
from shared.keeping import manifest as manifests
from shared.keeping.errors import KeepingError
from shared.keeping.manifest import MANIFEST, Manifest
from shared.runtime.requests import Told, Wanted, is_supervised, is_taken, read_told, tell
from shared.values.errors import DomainError, NotFoundError
from shared.values.ids import derived_id
from shared.web.errors import IdempotencyKeyReusedError

NOBODY: Final = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, from where, and what proves it once more."""

    actor: str
    password: str
    code: str | None
    address: str


async def want_restore(work: Work, root: Path, backup_id: str, restore_id: str, asker: Asker) -> Wanted | DomainError:
    """The wish, to be left for the supervisor once the work has committed; the one told of last again, where it is of
    this id. A refusal of who asks is returned and not raised: the failure that it counts is to be kept.
    """
    row = await work.row(select(backups).where(backups.c.backup_id == backup_id))
    if row is None:
        raise NotFoundError
    if (known := _known(root, restore_id, row["place"])) is not None:
        return known
    if row["state"] != "done" or not (Path(row["place"]) / MANIFEST).exists():
        raise BackupNotWholeError
    if not is_supervised(root):
        raise NotSupervisedError
    if is_taken(root):
        raise RestoreRunsError
    account = await prove_again(work, asker.actor, asker.password, asker.address)
    if isinstance(account, DomainError):
        return ProofRefusedError()
    if await has_factor(work, asker.actor):
        if not asker.code:
            return SecondFactorNeededError()
        if await check_code(work, account, asker.code) is not None:
            return ProofRefusedError()
    wanted = Wanted(restore_id, row["place"], asker.actor, work.context.now.isoformat())
    await note_of(work, "restore_wanted", backup_id, asker.actor, Path(row["place"]).name)
    return wanted


def is_told_of(root: Path, restore_id: str) -> bool:
    """Whether the latest restore, however far it is, is this one."""
    told = read_told(root)
    return told is not None and told.wanted.restore_id == restore_id


def _known(root: Path, restore_id: str, place: str) -> Wanted | None:
    told = read_told(root)
    if told is None or told.wanted.restore_id != restore_id:
        return None
    if told.wanted.source != place:
        raise IdempotencyKeyReusedError
    return told.wanted


def restoration(root: Path) -> RestorationAnswer | None:
    """The latest one, as the supervisor tells of it."""
    told = read_told(root)
    if told is None:
        return None
    return RestorationAnswer(
        restore_id=told.wanted.restore_id,
        name=Path(told.wanted.source).name,
        actor=told.wanted.actor,
        asked_at=datetime.fromisoformat(told.wanted.asked_at),
        state=told.state,
        step=told.step,
        why=told.why,
        events=told.events,
        erased=told.erased,
        withdrawn=told.withdrawn,
        ended_at=datetime.fromisoformat(told.ended_at) if told.ended_at else None,
    )


async def note_restored(work: Work, root: Path) -> Told | None:
    """What came of a restore is a line of the journal that was brought back; to be marked as noted once committed."""
    told = read_told(root)
    if told is None or told.runs or told.noted:
        return None
    name = Path(told.wanted.source).name
    await note_of(work, f"restore_{told.state}", told.wanted.restore_id, told.wanted.actor, name)
    return told


def mark_noted(root: Path, told: Told) -> None:
    tell(root, replace(told, noted=True))


async def know_those_there(work: Work, folder: Path) -> None:
    """Back-ups that lie in the folder are listed as whole: what was brought back knows nothing of later ones, and of
    itself only that it was being made.
    """
    for place, made in _there(folder):
        row = {
            "backup_id": derived_id("backup", str(place)),
            "actor": NOBODY,
            "place": str(place),
            "begun_at": made.made_at,
            "touched_at": made.made_at,
            "step": "",
            "done": 0,
            "why": "",
            "state": "done",
            "events": sum(one.events for one in made.services),
            "bytes": sum(one.bytes for one in made.parts),
            "ended_at": made.made_at,
        }
        known = await work.row(select(backups).where(backups.c.place == str(place)))
        if known is None:
            await work.execute(insert(backups).values(**row))
        elif known["state"] != "done":
            said = {name: row[name] for name in ("state", "events", "bytes", "ended_at", "why")}
            await work.execute(backups.update().where(backups.c.place == str(place)).values(**said))


def _there(folder: Path) -> Sequence[tuple[Path, Manifest]]:
    found = []
    for place in sorted(folder.iterdir()) if folder.is_dir() else []:
        if (place / MANIFEST).exists() and not place.name.endswith(".partial"):
            try:
                found.append((place, manifests.read(place)))
            except KeepingError:
                continue
    return found
