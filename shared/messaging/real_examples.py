"""Events as they were really published, kept beside their schemas, for whoever reads what a service tells."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

FOLDER: Final = "examples"
PUBLISHED: Final = "headers"
"""What an example has that was a record; others have their data alone, and are refused."""
UNPUBLISHED: Final = "unpublished.json"
"""Beside the schemas: what a service takes over with a vocabulary and never says, by service and wire name, and why."""

HOW: Final = "run `python -m pytest -p tests.examples` with a test in which a running service publishes it"

Example = dict[str, Any]
"""The record's `key`, its `headers` and its `data`, as a reader finds them."""


def kept(folder: Path) -> dict[str, dict[str, Example]]:
    """The examples that lie beside the schemas in `folder`, by service and wire name."""
    files = sorted(folder.glob(f"*/{FOLDER}/*.json"))
    found: dict[str, dict[str, Example]] = {}
    for file in files:
        found.setdefault(file.parent.parent.name, {})[file.stem] = json.loads(file.read_text(encoding="utf-8"))
    return found


def keep(folder: Path, examples: Mapping[str, Mapping[str, Example]], *, only_missing: bool) -> list[str]:
    """Writes the examples of events that have a schema in `folder`; gives the wire names that were written. With
    `only_missing` one that was published stays, and one with data alone makes room for one that was.
    """
    written = []
    for service, by_name in examples.items():
        for name, example in by_name.items():
            place = folder / service / FOLDER / f"{name}.json"
            if not (folder / service / f"{name}.json").exists() or (only_missing and _stays(place, example)):
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(json.dumps(example, indent=2, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
            written.append(name)
    return written


def unpublished(folder: Path) -> dict[str, dict[str, str]]:
    """Why a service publishes no such event, by service and wire name."""
    file = folder / UNPUBLISHED
    found: dict[str, dict[str, str]] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found


def lacking(folder: Path, published: Mapping[str, Collection[str]]) -> list[str]:
    """What keeps the examples from being one record of every event that is published: each as a sentence."""
    examples, silent, found = kept(folder), unpublished(folder), []
    for service, names in sorted(published.items()):
        for name in sorted(names):
            example = examples.get(service, {}).get(name)
            if name in silent.get(service, {}):
                found += [f"{service}/{name} has an example, and {UNPUBLISHED} says that it never happens"] * bool(
                    example
                )
            elif example is None or PUBLISHED not in example:
                found.append(f"{service}/{name} has no example that was published: {HOW}")
    known = {(service, name) for service, names in published.items() for name in names}
    for what, by_service in ((FOLDER, examples), (UNPUBLISHED, silent)):
        told = {(service, name) for service, names in by_service.items() for name in names}
        found += [f"{what}: {service} has no event {name}" for service, name in sorted(told - known)]
    return found


def _stays(place: Path, instead: Example) -> bool:
    if not place.exists():
        return False
    there: Example = json.loads(place.read_text(encoding="utf-8"))
    return PUBLISHED in there or PUBLISHED not in instead
