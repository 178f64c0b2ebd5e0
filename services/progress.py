"""How far a long command has come, on standard error: a bar where a person looks, else lines that a log can keep."""

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

BEAT: Final = 0.5
"""Seconds between two looks of the clock while nothing is told."""
LINE_EVERY: Final = 10.0
"""Seconds between two lines about one step, where there is no bar."""


class Bar:
    """One bar that begins anew with each step. It runs no thread, since servers are forked beside it: inside a loop it
    is moved on by that.
    """

    def __init__(self, console: Console) -> None:
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        self.bars = Bars(*columns, console=console, transient=True, auto_refresh=False, redirect_stdout=False)
        self._task = self.bars.add_task("", total=None, rate="")
        self._began: tuple[float, int] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def step(self, words: str) -> None:
        """The bar is empty again, and its clock at nought."""
        self._began = None
        self.bars.remove_task(self._task)
        self._task = self.bars.add_task(words, total=None, rate="")
        self._refresh()

    def reached(self, done: int, total: int) -> None:
        """Its rate is that of what was done since the step began: what was there before is no work of today."""
        now = time.monotonic()
        began, had = self._began = self._began or (now, done)
        rate = f"{(done - had) / (now - began):,.0f}/s" if now - began > BEAT and done > had else ""
        self.bars.update(self._task, completed=done, total=total, rate=rate)
        self._refresh()

    def _refresh(self) -> None:
        self.bars.refresh()
        with suppress(RuntimeError):  # no loop runs: it stands until it is told more
            loop = asyncio.get_running_loop()
            if loop is not self._loop:
                self._loop = loop
                self._beat(loop)

    def _beat(self, loop: asyncio.AbstractEventLoop) -> None:
        if self.bars.live.is_started:
            self.bars.refresh()
            loop.call_later(BEAT, self._beat, loop)


class Lines:
    """A line a step, and one now and then about how much of it is done."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._words = ""
        self._told_at = time.monotonic()

    def step(self, words: str) -> None:
        """Is told at once."""
        self._words = words
        self._tell(words)

    def reached(self, done: int, total: int) -> None:
        """Is told of long steps alone."""
        if time.monotonic() - self._told_at >= LINE_EVERY:
            self._tell(f"{self._words} ({done:,} of {total:,})")

    def _tell(self, words: str) -> None:
        self._told_at = time.monotonic()
        with suppress(OSError):  # the disk that the log lies on may be full
            self._out.write(f"{words}\n")
            self._out.flush()


@contextmanager
def progress() -> Iterator[Bar | Lines]:
    """What a command tells its steps to, until they are over; nothing of it is data."""
    console = Console(stderr=True)
    if not console.is_interactive:
        yield Lines(sys.stderr)
        return
    bar = Bar(console)
    with bar.bars:
        yield bar
