"""Where in the input something stands, as problems name it."""

from collections.abc import Sequence
from typing import Final

LONGEST_POINTER: Final = 200


def pointer(path: Sequence[object]) -> str:
    """A JSON pointer (RFC 6901) from a path of keys and indexes."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)[:LONGEST_POINTER]
