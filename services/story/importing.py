"""Files taken in bulk: sent as a body, followed until the service has taken every row."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any, Final

from services.story.callers import Reply
from services.story.context import Story
from services.story.errors import StoryBrokenError, expect
from services.story.waiting import AGAIN

WITHIN_SECONDS: Final = 150.0
"""For how long an import may stand still; a slow machine takes as long as it takes."""

TOLD_EVERY: Final = 5.0


async def import_rows(story: Story, service: str, rows: Iterable[dict[str, Any]], **params: str) -> Reply:
    """Rows as JSON lines; no row may be refused. Gives where the import stood in the end."""
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    done = await import_file(story, service, content, **params)
    refused = done.json.get("refused", done.json.get("rejected"))
    expect(not refused, f"The import of {params['source']} should refuse no row, but refused {refused}.")
    return done


async def import_file(story: Story, service: str, content: bytes, **params: str) -> Reply:
    """A file as it is; waits until the service is done with it, and tells how far it is."""
    operator = story.by("operator")
    started = await operator.upload(service, "/v1/imports", content, "application/x-ndjson", **params)

    path, loop = f"/v1/imports/{started['import_id']}", asyncio.get_running_loop()
    stands: Any = None
    moved = told = loop.time()
    while True:
        found = await operator.get(service, path)
        if found["completed_at"]:
            return found
        if found.json != stands:
            stands, moved = found.json, loop.time()
        if loop.time() - moved > WITHIN_SECONDS:
            raise StoryBrokenError(f"The import of {params['source']} stood still for {WITHIN_SECONDS:.0f} seconds.")
        if loop.time() - told > TOLD_EVERY:
            told = loop.time()
            story.figure(f"{taken(found.json):,} of {found['rows']:,} rows so far")
        await asyncio.sleep(AGAIN)


def taken(answer: dict[str, Any]) -> int:
    """How many rows a service is done with, by the answer of either of them."""
    parts = (answer.get(name, 0) for name in ("imported", "unchanged", "rejected"))
    return int(answer["done"] if "done" in answer else sum(parts))
