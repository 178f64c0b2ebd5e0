"""The words of attached files are kept and forgotten, one sentence a function."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from services.contract.attachment.words import Found
from services.contract.file.aggregate import FILE, NoteWords, decide
from services.contract.file.tables import file_words, files
from shared.eventstore.work import Work


async def keep_words(work: Work, file_id: str, found: Found) -> bool:
    """It is found by these words from now on, and by no others; what came of looking is told once. False where it was
    told before.
    """
    stream = await work.load(FILE, file_id, must_exist=True)
    events = decide(stream.state, NoteWords(found.outcome, found.reason, len(found.words)))
    work.record(stream, events)
    if not found.words:
        await work.execute(delete(file_words).where(file_words.c.file_id == file_id))
        return bool(events)
    of = {"contract_id": stream.state.contract_id, "standard_id": stream.state.standard_id or None}
    unit = await work.value(select(files.c.unit_id).where(files.c.file_id == file_id))
    said = {**of, "unit_id": unit or stream.unit, "words": found.words}
    row = insert(file_words).values(file_id=file_id, **said)
    await work.execute(row.on_conflict_do_update(index_elements=[file_words.c.file_id], set_=said))
    return bool(events)
