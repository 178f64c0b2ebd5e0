"""A log as a file for a spreadsheet: every line that fits, written while it is read."""

import csv
import io
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel

from services.portal.pages.frame.asking import Asking, Seen
from shared.web.paging import MOST

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of something to work out."""
MARK: Final = "\ufeff"
"""Tells a spreadsheet that the file is UTF-8."""
CUT: Final = "# the service went away: this file ends here"


def safe(value: object) -> str:
    """The value as text that no spreadsheet works out."""
    match value:
        case None:
            text = ""
        case datetime():
            text = value.isoformat()
        case list():
            text = " ".join(str(one) for one in value)
        case _:
            text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def row(values: Iterable[object]) -> str:
    """One line of the file."""
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerow([safe(one) for one in values])
    return written.getvalue()


async def lines_of(
    asking: Asking, service: str, path: str, shape: type[Seen], items: str, question: dict[str, Any]
) -> AsyncIterator[str]:
    """The file, page by page; one that could not be read to its end says so in its last line."""
    kind: type[BaseModel] = shape.model_fields[items].annotation.__args__[0]  # type: ignore[union-attr]
    yield MARK + row(kind.model_fields)
    cursor = ""
    while True:
        part = await asking.ask(service, path, shape, {**question, "limit": MOST, "cursor": cursor})
        if part.value is None:
            yield row([CUT])
            return
        for line in getattr(part.value, items):
            yield row(getattr(line, name) for name in kind.model_fields)
        cursor = part.cursor
        if not cursor:
            return
