"""What classes of assets are called: lists of assets bring codes alone, and classes change seldom."""

import time
from typing import Final

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.visit import Visit

KNOWN: Final = "pages.asset_classes"
SECONDS: Final = 60.0
MOST_READERS: Final = 2000
SEES: Final = "asset.class.read"


class Class(Seen):
    code: str
    name: str


class Classes(Seen):
    classes: list[Class]


async def class_names(visit: Visit) -> dict[str, str]:
    """Names by code, as the visitor was told them within a minute; none for who may not see classes."""
    if not visit.may(SEES):
        return {}
    known: dict[str, tuple[float, dict[str, str]]] = visit.running.parts.setdefault(KNOWN, {})
    until, names = known.get(visit.session_id, (0.0, {}))
    if until > time.monotonic():
        return names
    found = await visit.asking.ask_whole("asset", "/v1/classes", Classes, "classes")
    if found.value is None:
        return names
    names = {one.code: one.name for one in found.value.classes}
    if len(known) >= MOST_READERS:
        known.clear()
    known[visit.session_id] = time.monotonic() + SECONDS, names
    return names
