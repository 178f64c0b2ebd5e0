"""What a running installation writes down about itself, for `status` and for the start after a crash."""

import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import psutil

_PATIENCE: Final = 5.0  # seconds in which orphans may end by themselves


@dataclass(frozen=True)
class Process:
    """A process that cannot be taken for a later one with the same number."""

    name: str
    pid: int
    created: float
    port: int = 0

    @classmethod
    def of(cls, name: str, pid: int, port: int = 0) -> "Process":
        try:
            return cls(name, pid, psutil.Process(pid).create_time(), port)
        except psutil.Error:
            return cls(name, pid, 0.0, port)

    def found(self) -> psutil.Process | None:
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.created) < 1 and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return None
        return process if same else None


@dataclass(frozen=True)
class State:
    """Holds no secret. `address` is empty until every service is ready, `variables` say where everything is, `restores`
    whether the supervisor takes wishes for a restore.
    """

    supervisor: Process
    address: str
    children: tuple[Process, ...]
    variables: dict[str, str]
    restores: bool = False


def read_state(place: Path) -> State | None:
    """None when there is none or when its writer was cut short."""
    try:
        found: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
        children = tuple(Process(**child) for child in found["children"])
        known = Process(**found["supervisor"]), found["address"], children, found["variables"]
        return State(*known, bool(found.get("restores")))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_state(place: Path, state: State) -> None:
    """Writes it whole or not at all, over what was there."""
    staging = place.with_suffix(".new")
    staging.write_text(json.dumps(asdict(state), indent=1), encoding="utf-8")
    staging.replace(place)


def end_leftovers(state: State | None, patience: float = _PATIENCE) -> Sequence[str]:
    """Waits for the children of a killed start, which the kernel has told to end, and ends those that do not.
    Only for the holder of the directory's lock. Gives the names of what had to be ended.
    """
    until = time.monotonic() + patience
    left = list(state.children) if state else []
    while left and time.monotonic() < until:
        left = [child for child in left if child.found() is not None]
        if left:
            time.sleep(0.1)
    ended = []
    for child in left:
        if (process := child.found()) is not None and process.pid != os.getpid():
            process.kill()
            process.wait(patience)
            ended.append(child.name)
    return ended
