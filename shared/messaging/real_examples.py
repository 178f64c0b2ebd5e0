"""Events as they were really published, kept beside their schemas, for whoever reads what a service tells."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

FOLDER: Final = "examples"
PUBLISHED: Final = "headers"
"""What an example has that was a record; others have their data alone."""

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


def _stays(place: Path, instead: Example) -> bool:
    if not place.exists():
        return False
    there: Example = json.loads(place.read_text(encoding="utf-8"))
    return PUBLISHED in there or PUBLISHED not in instead
