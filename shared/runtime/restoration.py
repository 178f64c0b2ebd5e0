"""A restore on a wish, as the supervisor carries it out: checked beside the services, then in their place."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from shared.runtime.data_dir import DataDir
from shared.runtime.forked import Forked
from shared.runtime.requests import BROKEN_OFF, WAITS, Restorer, Told, Wanted, is_wanted, read_told, say, take, tell

Report = Callable[[str], None]
MENDED_WITHIN: Final = 600.0


@dataclass
class Restoration:
    """`variables` tell the processes that do the work where the servers are, as those who migrate are told."""

    place: DataDir
    restorer: Restorer
    report: Report
    variables: Callable[[], Mapping[str, str]]
    wanted: Wanted | None = None
    children: list[Forked] = field(default_factory=list)

    def due(self) -> bool:
        """Asked at every beat: True once a wish has been checked and found to be possible."""
        if self.wanted is None and is_wanted(self.root) and (wanted := take(self.root)) is not None:
            self.wanted = wanted
            self.report(f"A restore of {wanted.source} is asked for and checked")
            with suppress(OSError):
                tell(self.root, Told(wanted, "checking"))
            self._fork("check", partial(self.restorer.check, self.root, wanted))
        if self.wanted is None or self.children[0].alive:
            return False
        if self._ended(self.children.pop()):
            return True
        self.wanted = None
        return False

    def carry_out(self, port: int, beat: Callable[[], None]) -> None:
        """While no service runs; whoever asks at `port`, the portal's, is told how far it is. `beat` is called until it
        has ended, however it does.
        """
        if self.wanted is None:
            return
        self._fork("stand-in", partial(self.restorer.stand_in, self.root, port))
        self.say(state="restoring")
        work = self._fork("restore", partial(self.restorer.restore, self.root, self.wanted))
        while work.alive:
            beat()
        self._ended(work)
        self.children[0].stop(within=5.0)
        self.children.clear()
        self.wanted = None

    def mend(self) -> None:
        """Before the services of a new start."""
        told = read_told(self.root)
        if told is None or not told.runs:
            return
        if told.state in (WAITS, "checking", "stopping"):
            self.say(state="failed", why=BROKEN_OFF)
            return
        self.report("A restore was broken off; what it left is put in order")
        work = self._fork("mend", partial(self.restorer.mend, self.root))
        work.wait(MENDED_WITHIN)
        self._ended(work)
        self.children.clear()

    def say(self, **changed: Any) -> None:
        """How far it is; a full disk keeps nobody from going on."""
        with suppress(OSError):
            say(self.root, **changed)

    @property
    def root(self) -> Path:
        return self.place.root

    def _fork(self, name: str, run: Callable[[], int]) -> Forked:
        self.children.append(Forked(name, run, self.place.log("restore"), self.variables()))
        self.children[-1].start()
        return self.children[-1]

    def _ended(self, work: Forked) -> bool:
        told = read_told(self.root)
        if work.status != 0 and told is not None and told.runs:
            self.say(state="failed", why=BROKEN_OFF)
            told = read_told(self.root)
        if told is not None and told.state == "failed":
            self.report(f"The restore failed: {told.why}")
        return work.status == 0
