"""The contract service, asked by somebody who shows nothing but an invitation."""

from collections.abc import Mapping
from typing import Any

import httpx
import structlog

from services.portal.pages.frame.asking import Told
from services.portal.pages.frame.refusals import UNANSWERED
from services.portal.pages.frame.visit import Visit

SECONDS = 30.0

log = structlog.get_logger(__name__)


def headers_of(visit: Visit, key: str) -> dict[str, str]:
    """From where they come; who they are only their token says."""
    asking = visit.asking
    said = {"Correlation-Id": asking.correlation, "Idempotency-Key": key}
    return {**said, "X-Forwarded-For": asking.address} if asking.address else said


async def posted(visit: Visit, what: str, body: Mapping[str, Any], key: str) -> httpx.Response | None:
    """The service's answer to what is done with an invitation; None where there is none."""
    others = visit.asking.others
    address = f"{others.settings.url('contract')}/v1/invitation/{what}"
    try:
        return await others.client.post(address, json=dict(body), headers=headers_of(visit, key), timeout=SECONDS)
    except httpx.HTTPError as error:
        log.warning("invitation_unanswered", what=what, error=repr(error))
        return None


async def tell(visit: Visit, what: str, body: Mapping[str, Any], key: str) -> Told:
    """A command by invitation; the same `key` does it once."""
    answer = await posted(visit, what, body, key)
    try:
        said = answer.json() if answer is not None and answer.content else {}
    except ValueError:
        said = {}
    if answer is None or not isinstance(said, dict):
        return Told(503, UNANSWERED, visit.language)
    return Told(answer.status_code, said, visit.language)
