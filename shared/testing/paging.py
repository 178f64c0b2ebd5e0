"""A list read as its callers read it: page by page along the header Link."""

from typing import Any

import httpx


async def pages(client: httpx.AsyncClient, address: str, items: str, limit: int = 1, **asked: str) -> list[list[Any]]:
    """The `items` of each page of a list, until there is no next one."""
    answer = await client.get(address, params={**asked, "limit": limit})
    found: list[list[Any]] = []
    while True:
        answer.raise_for_status()
        found.append(answer.json()[items])
        following = answer.links.get("next")
        if following is None:
            return found
        answer = await client.get(following["url"])
