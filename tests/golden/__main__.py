"""`python -m tests.golden [write|freeze]`: writes the streams of this version while it is not released; freezes them.

Those of other versions are never touched.
"""

import json
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from shared.eventstore.event import Event, event_types
from shared.messaging.discovery import published_events
from shared.messaging.examples import example
from shared.values.ids import derived_id
from tests.golden.folding import ROOT, folded
from tests.golden.freezing import freeze, frozen
from tests.golden.streams import STREAMS, Told
from tests.golden.values import realistic

HERE = Path(__file__).parent


class FrozenError(Exception):
    """The streams of a version that is out are not written again."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is frozen: raise the version in pyproject.toml, the next one gets its own folder")


def version() -> str:
    """The release that is being made."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def folder() -> Path:
    return HERE / f"v{version()}"


def made(told: Told) -> Event:
    """The real event: what its schema allows, with values as in life, and the fields given."""
    name, fields = told
    kind = event_types[name]
    allowed = example(kind.model_json_schema(mode="serialization"))
    values = {**realistic(allowed), **fields}
    try:
        return TypeAdapter(kind).validate_json(json.dumps(values))
    except ValidationError as error:
        # Back to the example where life's value is not among the few allowed ones; what was given fails again.
        back = {str(wrong["loc"][0]) for wrong in error.errors()}
    return TypeAdapter(kind).validate_json(json.dumps({**values, **{name: allowed[name] for name in back}, **fields}))


def stored(event: Event) -> dict[str, Any]:
    """As the store keeps it, the personal part open."""
    personal = event.personal_json()
    return {
        "type": event.wire_name,
        "data": json.loads(event.public_json()),
        "personal": None if personal is None else json.loads(personal),
    }


def document(name: str, told: list[Told]) -> dict[str, Any]:
    """A stream with the state it folds to."""
    stream = f"{name.partition('-')[0]}-{derived_id('golden', name)}"
    events = [stored(made(one)) for one in told]
    return {"stream": stream, "events": events, "state": folded(stream, events)}


def write() -> list[Path]:
    """Every stream of this version as a file. Raises `FrozenError` once the version is frozen or released."""
    if frozen(folder(), ROOT):
        raise FrozenError(folder().name)
    published_events()
    written = []
    for service, streams in STREAMS.items():
        for name, told in streams.items():
            file = folder() / service / f"{name}.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(document(name, told), ensure_ascii=False, indent=1)
            file.write_text(f"{text}\n", encoding="utf-8")
            written.append(file)
    return written


def main(arguments: Sequence[str]) -> int:
    """0 when it is done, 1 where the version may not be written any more, 2 for a command that does not exist."""
    match list(arguments):
        case [] | ["write"]:
            try:
                told = f"{len(write())} streams in {folder().relative_to(ROOT)}"
            except FrozenError as error:
                sys.stderr.write(f"{error}\n")
                return 1
        case ["freeze"]:
            told = f"{freeze(folder())} streams in {folder().relative_to(ROOT)} stay as they are"
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    sys.stdout.write(f"{told}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
