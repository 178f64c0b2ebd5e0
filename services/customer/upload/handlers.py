"""A file's way into an import: kept sealed for a day, matched, sent into imports as often as its sender likes."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from pydantic_core import to_json
from sqlalchemy import delete, insert, select, update

from services.customer.imports.handlers import Wanted, receive_file
from services.customer.upload.matching import FIELDS, FIXED, matched
from services.customer.upload.schemas import MatchBody
from services.customer.upload.tables import uploads
from shared.eventstore import keys
from shared.eventstore.deadlines import Deadline, set_deadline
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.sheets.reading import Sheet, read_sheet
from shared.values.errors import InvalidFieldError, NotFoundError
from shared.web.errors import IdempotencyKeyReusedError

EXPIRE: Final = "upload.expire"
KEPT: Final = timedelta(days=1)
NEEDED: Final = ("source_id", "kind")


def stream_of(upload_id: str) -> str:
    """The name under which the upload's key is kept."""
    return f"upload-{upload_id}"


async def keep_upload(work: Work, sealer: keys.Sealer, upload_id: str, unit: str, name: str, data: bytes) -> None:
    """Reads the file and keeps its cells, sealed; the same file under the same id is kept already."""
    digest = hashlib.sha256(data).hexdigest()
    known = await work.row(select(uploads.c.file_hash).where(uploads.c.upload_id == upload_id))
    if known is not None:
        if known["file_hash"] != digest:
            raise IdempotencyKeyReusedError
        return
    sheet = await asyncio.to_thread(read_sheet, data)
    stream = stream_of(upload_id)
    key = (await keys.make_keys(work.conn, sealer, [stream]))[stream]
    plain = await asyncio.to_thread(to_json, {"headings": sheet.headings, "rows": sheet.rows})
    now = work.context.now
    await work.execute(
        insert(uploads).values(
            upload_id=upload_id,
            unit_id=unit,
            actor=work.context.actor,
            name=name,
            form=sheet.form,
            rows=len(sheet.rows),
            size=len(data),
            file_hash=digest,
            sealed=sealer.seal(key, plain, stream.encode()),
            received_at=now,
            until=now + KEPT,
        )
    )
    await work.execute(set_deadline(EXPIRE, upload_id, now + KEPT))


async def found_upload(work: Work, upload_id: str) -> tuple[Mapping[str, Any], Sheet]:
    """The upload's row and its cells; raises `NotFoundError` where there is none any more."""
    row = await work.row(select(uploads).where(uploads.c.upload_id == upload_id, visible(uploads.c.unit_id)))
    if row is None:
        raise NotFoundError
    held = await work.unseal(stream_of(upload_id), row["sealed"])
    return dict(row), Sheet(row["form"], tuple(held["headings"]), tuple(tuple(one) for one in held["rows"]))


async def import_upload(work: Work, sealer: keys.Sealer, upload_id: str, import_id: str, body: MatchBody) -> None:
    """Sends the matched rows into an import of the upload's unit."""
    row, sheet = await found_upload(work, upload_id)
    _check(body, sheet)
    wanted = Wanted(import_id, row["unit_id"], body.source, "csv", body.dry_run)
    await receive_file(work, sealer, wanted, _pieces(matched(sheet, body.columns, body.fixed)))
    asked = {"source": body.source, "columns": body.columns, "fixed": body.fixed, "dry_run": body.dry_run}
    await work.execute(update(uploads).where(uploads.c.upload_id == upload_id).values(import_id=import_id, **asked))


def _check(body: MatchBody, sheet: Sheet) -> None:
    for field, place in body.columns.items():
        if field not in FIELDS:
            raise InvalidFieldError("/columns", f"{field} is nothing that a column may mean.")
        if place >= len(sheet.headings):
            raise InvalidFieldError(f"/columns/{field}", "The file has no such column.")
    if any(field not in FIXED for field in body.fixed):
        raise InvalidFieldError("/fixed", f"Only {', '.join(FIXED)} can be the same for every row.")
    for field in NEEDED:
        if field not in body.columns and field not in body.fixed:
            raise InvalidFieldError("/columns", f"No column means {field}.")


async def _pieces(lines: Iterator[bytes]) -> AsyncIterator[bytes]:
    for line in lines:
        yield line


async def expire(work: Work, due: Deadline) -> None:
    """A day later the file is gone, and what was sealed with its key stays unreadable."""
    await work.execute(delete(uploads).where(uploads.c.upload_id == due.subject))
    await work.destroy_key(stream_of(due.subject))
