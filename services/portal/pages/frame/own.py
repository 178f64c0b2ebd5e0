"""The portal's own interface, asked as any other service is: the same permissions, units and keys hold on a page."""

from dataclasses import replace
from typing import Any, Final

import httpx

from services.portal.pages.frame.asking import Asking, Others, Part, Shape, Told
from services.portal.pages.frame.visit import Visit

NAME: Final = "portal"
CLIENT: Final = "pages.own"


def own(visit: Visit) -> Asking:
    """The portal as the visitor asks it, without a way over the network."""
    parts = visit.running.parts
    if CLIENT not in parts:
        parts[CLIENT] = Others(visit.running.settings, httpx.ASGITransport(visit.request.app))
    return replace(visit.asking, others=parts[CLIENT])


async def seen(visit: Visit, path: str, shape: type[Shape], **params: Any) -> Part[Shape]:
    """One answer of the portal."""
    return await own(visit).ask(NAME, path, shape, params)


async def whole(visit: Visit, path: str, shape: type[Shape], items: str) -> Part[Shape]:
    """A list of the portal, page by page."""
    return await own(visit).ask_whole(NAME, path, shape, items)


async def told(
    visit: Visit, path: str, body: dict[str, Any], key: str, *, method: str = "POST", version: int = 0
) -> Told:
    """A command to the portal in the visitor's name."""
    return await own(visit).tell(NAME, path, body, key=key, method=method, version=version)


async def sent(visit: Visit, path: str, data: bytes, key: str, **params: str) -> Told:
    """A file to the portal in the visitor's name."""
    asking = own(visit)
    headers = {**asking.headers(NAME), "Idempotency-Key": key, "Content-Type": "application/octet-stream"}
    address = asking.others.settings.url(NAME) + path
    answer = await asking.others.client.post(address, params=params, content=data, headers=headers)
    return Told(answer.status_code, answer.json(), visit.language)
