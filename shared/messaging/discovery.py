"""Which events each service publishes and which consumers it runs, found by the names of files.

The platform knows no service: modules are found below `services/` by convention and imported by name only here, for the
commands and tests that hold the published language.
"""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

from shared.eventstore.event import Event, event_types
from shared.messaging.consumer import Consumer
from shared.messaging.topics import SERVICES

ROOT: Final = Path(__file__).resolve().parents[2]
EVERY_SERVICE: Final = ("shared.security.consumer",)
"""Modules of the platform whose consumers every service runs."""

SHARED_EVENTS: Final = ("shared.approvals.events",)
"""Modules of the platform whose events are published by each service that imports their package."""


def modules(service: str, file: str, root: Path = ROOT) -> Iterator[ModuleType]:
    """The imported modules of a service whose file has this name."""
    for path in sorted((root / "services" / service).rglob(file)):
        yield importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts))


def published_events(root: Path = ROOT) -> dict[str, dict[str, type[Event]]]:
    """Every service's events by wire name."""
    own: dict[str, set[str]] = {
        service: {m.__name__ for m in modules(service, "events.py", root)} for service in SERVICES
    }
    for name in SHARED_EVENTS:
        package = name.rpartition(".")[0]
        if not (root / Path(*name.split("."))).with_suffix(".py").is_file():
            continue
        importlib.import_module(name)
        for service in SERVICES:
            if _mentions(root / "services" / service, package):
                own[service].add(name)
    return {
        service: {wire: kind for wire, kind in sorted(event_types.items()) if kind.__module__ in own[service]}
        for service in SERVICES
    }


def consumers(root: Path = ROOT) -> list[tuple[str, Consumer]]:
    """Every declared consumer with the service it runs in (`*` for those that every service runs)."""
    found = [
        (service, one)
        for service in SERVICES
        for module in modules(service, "consumers.py", root)
        for one in _in(module)
    ]
    for name in EVERY_SERVICE:
        if (root / Path(*name.split("."))).with_suffix(".py").is_file():
            found += [("*", one) for one in _in(importlib.import_module(name))]
    return found


def _in(module: ModuleType) -> list[Consumer]:
    return [one for one in vars(module).values() if isinstance(one, Consumer)]


def _mentions(folder: Path, package: str) -> bool:
    imported = re.compile(rf"^\s*(from|import) {re.escape(package)}\b", re.MULTILINE)
    return any(imported.search(path.read_text(encoding="utf-8")) for path in folder.rglob("*.py"))
