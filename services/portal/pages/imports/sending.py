"""A file on its way from a browser's form into the service that takes it: passed through, never kept here."""

from collections.abc import AsyncIterator, Mapping
from typing import Final

import httpx
import structlog
from fastapi import UploadFile

from services.portal.pages.frame.asking import Told
from services.portal.pages.frame.refusals import UNANSWERED
from services.portal.pages.frame.visit import Visit

PIECE: Final = 65_536
SECONDS: Final = 120.0

log = structlog.get_logger(__name__)


async def send_file(
    visit: Visit, service: str, path: str, file: UploadFile, params: Mapping[str, str | list[str]], *, key: str
) -> Told:
    """The service's answer; the same `key` sends it once."""
    asking = visit.asking
    headers = {**asking.headers(service), "Idempotency-Key": key, "Content-Type": "application/octet-stream"}

    async def pieces() -> AsyncIterator[bytes]:
        while piece := await file.read(PIECE):
            yield piece

    address = asking.others.settings.url(service) + path
    try:
        answer = await asking.others.client.post(
            address, params=dict(params), content=pieces(), headers=headers, timeout=SECONDS
        )
        said = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        log.warning("file_not_sent", service=service, error=repr(error))
        return Told(503, UNANSWERED, visit.language)
    return Told(answer.status_code, said if isinstance(said, dict) else {}, visit.language)


def name_of(file: UploadFile) -> str:
    """The name that the file's sender gave it, without what is no part of a name."""
    kept = "".join(one for one in (file.filename or "").replace("\\", "/").rpartition("/")[2] if one.isprintable())
    return kept.strip()[:200] or "file"
