from collections.abc import Iterable

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.file.events import (
    FileAttached,
    FileDiscarded,
    FileFiled,
    FilePictured,
    FileStored,
    FileWordsRead,
)
from services.contract.file.tables import files
from shared.eventstore.deadlines import clear_deadline
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

DISCARD = "file.discard"
projection = Projection("files", tables=[files])


@projection.on(FileStored)
def store(r: Recorded[FileStored]) -> Iterable[Executable]:
    said = r.event.model_dump()
    yield insert(files).values(
        **said, unit_id=r.unit, contract_id=None, sent_by=r.actor, discarded=False, version=r.version
    )


@projection.on(FileAttached)
def attach(r: Recorded[FileAttached]) -> Iterable[Executable]:
    event = r.event
    row = update(files).where(files.c.file_id == event.file_id)
    yield row.values(contract_id=event.contract_id, words="waiting", version=r.version)
    yield clear_deadline(DISCARD, event.file_id)


@projection.on(FileFiled)
def file_with_standard(r: Recorded[FileFiled]) -> Iterable[Executable]:
    event = r.event
    row = update(files).where(files.c.file_id == event.file_id)
    filed = {"unit_id": event.unit_id, "standard_id": event.standard_id}
    yield row.values(**filed, words="waiting", version=r.version)
    yield clear_deadline(DISCARD, event.file_id)


@projection.on(FilePictured)
def picture(r: Recorded[FilePictured]) -> Iterable[Executable]:
    yield update(files).where(files.c.file_id == r.event.file_id).values(version=r.version)
    yield clear_deadline(DISCARD, r.event.file_id)


@projection.on(FileDiscarded)
def discard(r: Recorded[FileDiscarded]) -> Iterable[Executable]:
    yield update(files).where(files.c.file_id == r.event.file_id).values(discarded=True, version=r.version)


@projection.on(FileWordsRead)
def note_words(r: Recorded[FileWordsRead]) -> Iterable[Executable]:
    said = {"words": r.event.outcome, "words_reason": r.event.reason, "version": r.version}
    yield update(files).where(files.c.file_id == r.event.file_id).values(**said)
