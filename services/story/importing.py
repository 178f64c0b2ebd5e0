"""Files taken in bulk: sent as a body, followed until the service has taken every row."""

import json
from collections.abc import Iterable
from typing import Any, Final

from services.story.callers import Reply
from services.story.context import Story
from services.story.errors import expect
from services.story.waiting import until

WITHIN_SECONDS: Final = 150.0


async def import_rows(story: Story, service: str, rows: Iterable[dict[str, Any]], **params: str) -> Reply:
    """Rows as JSON lines; no row may be refused. Gives where the import stood in the end."""
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    done = await import_file(story, service, content, **params)
    refused = done.json.get("refused", done.json.get("rejected"))
    expect(not refused, f"The import of {params['source']} should refuse no row, but refused {refused}.")
    return done


async def import_file(story: Story, service: str, content: bytes, **params: str) -> Reply:
    """A file as it is; waits until the service is done with it."""
    operator = story.by("operator")
    started = await operator.upload(service, "/v1/imports", content, "application/x-ndjson", **params)

    async def done() -> Reply | None:
        found = await operator.get(service, f"/v1/imports/{started['import_id']}")
        return found if found["completed_at"] else None

    return await until(done, WITHIN_SECONDS, f"The import of {params['source']} did not end")
