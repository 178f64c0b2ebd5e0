"""How far long work has come, told by whoever does it to whoever shows it."""

from collections.abc import Callable
from typing import Final, Protocol


class Progress(Protocol):
    """Is told as work goes on; it neither fails nor waits."""

    def step(self, words: str) -> None:
        """From here on this is done: a short line, what it concerns before a colon."""

    def reached(self, done: int, total: int) -> None:
        """So much of it is done, of so much."""


class Steps:
    """Passes on the steps alone."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell

    def step(self, words: str) -> None:
        """Tells the line."""
        self._tell(words)

    def reached(self, done: int, total: int) -> None:
        """Is not passed on."""


UNSEEN: Final[Progress] = Steps(lambda _: None)
"""Where nobody looks."""
