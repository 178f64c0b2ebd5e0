"""Where in the input something stands, as problems name it."""

from collections.abc import Sequence
from typing import Final

LONGEST_POINTER: Final = 200


def pointer(path: Sequence[object]) -> str:
    """A JSON pointer (RFC 6901) from a path of keys and indexes."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)[:LONGEST_POINTER]


def steps(pointer: str) -> list[str]:
    """The keys and indexes of a JSON pointer, as they are written in the input."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
