"""Requests that failed through a fault of ours, as the services wrote it down: whoever asked may not have heard it."""

import json
from pathlib import Path
from typing import Final

FAULTS: Final = frozenset({"request_failed", "page_failed", "Exception in ASGI application"})
"""What a service logs where it answers 500; a server that is away is a 503, and no fault."""


def faults(logs: Path) -> list[str]:
    """Each with the service, when it was, and the error."""
    found = []
    for file in sorted(logs.glob("*.log")):
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            if any(event in line for event in FAULTS) and (said := _read(line)).get("event", "").strip() in FAULTS:
                error = said.get("exception", "").strip().rpartition("\n")[2]
                found.append(f"{file.stem} at {said.get('timestamp')}: {said['event'].strip()}: {error}")
    return found


def _read(line: str) -> dict[str, str]:
    try:
        said = json.loads(line)
    except ValueError:  # half a line, of a process that was killed
        return {}
    return said if isinstance(said, dict) else {}
