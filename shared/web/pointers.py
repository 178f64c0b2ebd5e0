"""Where in the input something stands, as problems name it."""

import re
from collections.abc import Sequence
from typing import Final

LONGEST_POINTER: Final = 200
NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}\Z")
"""What a field of ours may be called. Another name in a body is whatever somebody wrote there: it is not repeated."""


def pointer(path: Sequence[object]) -> str:
    """A JSON pointer (RFC 6901) from a path of keys and indexes."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)[:LONGEST_POINTER]


def shown(path: Sequence[str | int]) -> list[str | int]:
    """The steps up to the first that is no name of a field: what stands there is told of the object that holds it."""
    found: list[str | int] = []
    for step in path:
        if isinstance(step, str) and not NAME.match(step):
            break
        found.append(step)
    return found


def steps(pointer: str) -> list[str]:
    """The keys and indexes of a JSON pointer, as they are written in the input."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
