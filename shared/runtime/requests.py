"""A restore asked for while an installation runs: the wish that a service leaves in the data directory, once only, and
what the supervisor says of it. Both are files of whoever runs the installation, readable by nobody else.
"""

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

from shared.runtime.data_dir import write_private
from shared.runtime.state import read_state

FOLDER: Final = "restore"
WANTED: Final = "wanted.json"
TOLD: Final = "told.json"
MOST_BYTES: Final = 64 * 1024
ENDED: Final = ("done", "failed")
BROKEN_OFF: Final = "broken off"
WAITS: Final = "wanted"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which back-up, by whom, when (ISO 8601)."""

    restore_id: str
    source: str
    actor: str
    asked_at: str


@dataclass(frozen=True, slots=True)
class Told:
    """How far it is: `state` is wanted, checking, stopping, restoring, placing, done or failed; `why` says what stood
    in the way: then everything is as it was before. `noted` once the journal has it.
    """

    wanted: Wanted
    state: str
    step: str = ""
    why: str = ""
    events: int = 0
    erased: int = 0
    withdrawn: int = 0
    ended_at: str = ""
    noted: bool = False

    @property
    def runs(self) -> bool:
        return self.state not in ENDED


class Restorer(Protocol):
    """What carries a restore out. Each runs in a process of its own, says how far it is by `tell`, and gives 0 or 1."""

    def check(self, root: Path, wanted: Wanted) -> int:
        """While everything runs: whether it can be done at all."""

    def restore(self, root: Path, wanted: Wanted) -> int:
        """Over the servers, while no service runs."""

    def mend(self, root: Path) -> int:
        """At a start after one that died meanwhile: to its end, or back to what was there before."""

    def stand_in(self, root: Path, port: int) -> int:
        """Answers at the portal's port until it is told to stop: how far it is."""


def is_supervised(root: Path) -> bool:
    """Whether this process was started by a supervisor of this data directory that takes such wishes."""
    state = read_state(root / "state.json")
    return state is not None and state.restores and state.supervisor.pid == os.getppid()


def leave(root: Path, wanted: Wanted) -> bool:
    """Leaves the wish; False where one waits already or is being carried out."""
    if is_taken(root):
        return False
    folder = _folder(root)
    tell(root, Told(wanted, WAITS))  # before the wish itself: whoever takes that says more
    staged = folder / f"{wanted.restore_id}.new"
    write_private(staged, json.dumps(asdict(wanted)))
    try:
        os.link(staged, folder / WANTED)  # unlike a rename it fails where there is one
    except FileExistsError:
        return False
    finally:
        staged.unlink()
    return True


def is_taken(root: Path) -> bool:
    """Whether a wish waits already or is being carried out."""
    told = read_told(root)
    return is_wanted(root) or (told is not None and told.runs and told.state != WAITS)


def is_wanted(root: Path) -> bool:
    """Whether a wish lies there that nobody has taken yet."""
    return os.path.lexists(root / FOLDER / WANTED)


def take(root: Path) -> Wanted | None:
    """The wish, which is gone then; None where there is none, or where it is not this account's own private file."""
    place = root / FOLDER / WANTED
    try:
        found = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError:
        place.unlink(missing_ok=True)
        return None
    with os.fdopen(found, encoding="utf-8") as file:
        place.unlink(missing_ok=True)
        about = os.fstat(file.fileno())
        own = stat.S_ISREG(about.st_mode) and about.st_uid == os.geteuid() and not about.st_mode & 0o077
        if not own or about.st_size > MOST_BYTES:
            return None
        try:
            return Wanted(**json.load(file))
        except (ValueError, TypeError):
            return None


def tell(root: Path, told: Told) -> None:
    """Says how far it is, for whoever reads it next: all of it or what stood there before."""
    staged = _folder(root) / f"{TOLD}.new"
    write_private(staged, json.dumps(asdict(told)))
    staged.replace(root / FOLDER / TOLD)


def say(root: Path, **changed: Any) -> None:
    """Says what is new of the restore that was told of last."""
    if (told := read_told(root)) is not None:
        tell(root, replace(told, **changed))


def read_told(root: Path) -> Told | None:
    """What was said last; None where nothing was, or a crash cut it short."""
    try:
        found: Mapping[str, Any] = json.loads((root / FOLDER / TOLD).read_text(encoding="utf-8"))
        return Told(**{**found, "wanted": Wanted(**found["wanted"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _folder(root: Path) -> Path:
    folder = root / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
