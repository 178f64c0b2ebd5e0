"""What is done with files, one sentence a function."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import IO, Final

from sqlalchemy import delete, insert, select, update

from services.contract.file.aggregate import (
    FILE,
    AttachFile,
    DiscardFile,
    File,
    FileWithStandard,
    PictureProduct,
    StoreFile,
    decide,
)
from services.contract.file.content import kind_of
from services.contract.file.events import FileStored
from services.contract.file.projections import DISCARD
from services.contract.file.tables import file_chunks, file_names, file_words
from shared.eventstore import keys
from shared.eventstore.aggregate import Stream
from shared.eventstore.deadlines import Deadline, set_deadline
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError, NotFoundError
from shared.web.errors import IdempotencyKeyReusedError

IN_MEMORY: Final = 2**20
CHUNK: Final = 2**20
KEPT: Final = timedelta(days=1)


async def keep_file(
    work: Work, sealer: keys.Sealer, file_id: str, unit: str, name: str, pieces: AsyncIterator[bytes]
) -> FileStored:
    """Takes a file as it arrives, looks what it is, and keeps it sealed; the same file under the same id is kept
    already. What belongs to nothing stays no longer than a day.
    """
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as spooled:
        digest, size = hashlib.sha256(), 0
        async for piece in pieces:
            digest.update(piece)
            size += len(piece)
            spooled.write(piece)
        spooled.seek(0)
        stream = await work.load(FILE, file_id, unit=unit)
        if (known := stream.state.stored) is not None:
            if known.hash != digest.hexdigest():
                raise IdempotencyKeyReusedError
            return known
        kind = await asyncio.to_thread(kind_of, spooled)
        fact = FileStored(file_id=file_id, kind=kind, size=size, hash=digest.hexdigest())
        work.record(stream, decide(stream.state, StoreFile(fact)))
        spooled.seek(0)
        await _keep_bytes(work, sealer, stream, spooled)
    await work.execute(
        insert(file_names).values(file_id=file_id, unit_id=unit, name=name, received_at=work.context.now)
    )
    await work.execute(set_deadline(DISCARD, file_id, work.context.now + KEPT))
    return fact


async def _keep_bytes(work: Work, sealer: keys.Sealer, stream: Stream[File], spooled: IO[bytes]) -> None:
    key = (await keys.make_keys(work.conn, sealer, [stream.name]))[stream.name]
    chunk = 0
    while data := spooled.read(CHUNK):
        sealed = sealer.seal(key, data, f"{stream.name}/{chunk}".encode())
        row = {"file_id": stream.id, "chunk": chunk, "unit_id": stream.unit, "sealed": sealed}
        await work.execute(insert(file_chunks).values(row))
        chunk += 1


async def bytes_of(work: Work, sealer: keys.Sealer, file_id: str) -> bytes:
    """The bytes of a file that the caller may see; raises `NotFoundError` when they are gone."""
    name = FILE.stream(file_id)
    key = await keys.key_of(work.conn, sealer, name)
    chosen = select(file_chunks.c.chunk, file_chunks.c.sealed).where(file_chunks.c.file_id == file_id)
    rows = await work.rows(chosen.order_by(file_chunks.c.chunk))
    if key is None or not rows:
        raise NotFoundError
    return b"".join(sealer.unseal(key, row["sealed"], f"{name}/{row['chunk']}".encode()) for row in rows)


async def stored_file(work: Work, file_id: str, pointer: str) -> FileStored:
    """What is known of a file that a body names; raises `InvalidFieldError` at `pointer` when there is none."""
    try:
        stream = await work.load(FILE, file_id, must_exist=True)
    except NotFoundError as error:
        raise InvalidFieldError(pointer, "there is no such file") from error
    if stream.state.stored is None or stream.state.discarded:
        raise InvalidFieldError(pointer, "there is no such file any more")
    return stream.state.stored


async def attach_file(work: Work, file_id: str, contract_id: str) -> None:
    """A file becomes part of a contract."""
    stream = await work.load(FILE, file_id, must_exist=True)
    work.record(stream, decide(stream.state, AttachFile(contract_id)))


async def file_with_standard(work: Work, file_id: str, command: FileWithStandard) -> None:
    """A file becomes the document of a customer's standard, and is seen by whoever sees what the unit has."""
    stream = await work.load(FILE, file_id, must_exist=True)
    events = decide(stream.state, command)
    # The unit may lie beyond what its sender sees.
    async with work.beyond():
        work.record(stream, events)
        if events:
            for table in (file_names, file_chunks):
                await work.execute(update(table).where(table.c.file_id == file_id).values(unit_id=command.unit_id))


async def picture_of_product(work: Work, file_id: str, product_id: str, pointer: str) -> None:
    """A file becomes a picture of a product."""
    stream = await work.load(FILE, file_id, must_exist=True)
    work.record(stream, decide(stream.state, PictureProduct(product_id, pointer)))


async def forget_words(work: Work, contract_id: str) -> None:
    """Nothing is found any more by the words of the contract's files."""
    await work.execute(delete(file_words).where(file_words.c.contract_id == contract_id))


async def discard_file(work: Work, due: Deadline) -> None:
    """A day later what no contract took up is gone, and what was sealed with its key stays unreadable."""
    stream = await work.load(FILE, due.subject, must_exist=True)
    events = decide(stream.state, DiscardFile())
    work.record(stream, events)
    if events:
        await work.execute(delete(file_chunks).where(file_chunks.c.file_id == stream.id))
        await work.execute(delete(file_names).where(file_names.c.file_id == stream.id))
        await work.destroy_key(stream.name)
