"""A disk that is full: a small file system of a test's own where we may mount one, else a limit on files."""

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psutil

from tests.faults.processes import children_of

SMALL = 65_536


class Disk(Protocol):
    def fill(self, pid: int) -> None:
        """From now on the server of this process can write no more."""

    def free(self) -> None:
        """There is room again."""


@dataclass
class SmallFileSystem:
    """Filled by a file that has no other use."""

    place: Path

    @property
    def ballast(self) -> Path:
        return self.place / "ballast"

    def fill(self, pid: int) -> None:
        with self.ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(SMALL))

    def free(self) -> None:
        self.ballast.unlink()


class LimitedFiles:
    """No file may grow beyond a few pages; a server that is started anew knows no limit."""

    def fill(self, pid: int) -> None:
        for one in (pid, *children_of(pid)):
            psutil.Process(one).rlimit(resource.RLIMIT_FSIZE, (SMALL, resource.RLIM_INFINITY))

    def free(self) -> None:
        return


@contextmanager
def small_file_system(place: Path, megabytes: int) -> Iterator[SmallFileSystem]:
    """Mounted at an empty folder while the block runs; needs root."""
    mode = f"size={megabytes}m,mode=0711"
    subprocess.run(["mount", "-t", "tmpfs", "-o", mode, "tmpfs", str(place)], check=True)
    try:
        yield SmallFileSystem(place)
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def limited_files(place: Path, megabytes: int) -> Iterator[LimitedFiles]:
    yield LimitedFiles()


WAY: tuple[str, Callable[[Path, int], "AbstractContextManager[Disk]"]] = (
    ("small file system", small_file_system) if os.geteuid() == 0 else ("limited files", limited_files)
)
"""Root may mount, and may be denied to limit PostgreSQL, which runs as another account."""
