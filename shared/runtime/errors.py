"""What stands in the way of a start, in words for the person at the terminal."""

import errno
import re
from pathlib import Path
from typing import Final

from shared.values.errors import StartError as StartError  # noqa: PLC0414 - shown to callers as one of these


class PortTakenError(StartError):
    """Somebody listens on a port that a server of ours was to have."""

    def __init__(self, port: int, purpose: str, holder: str = "") -> None:
        super().__init__(
            f"Port {port}, needed for {purpose}, is already in use{holder}.",
            "Stop that program, or choose other ports with --port (PORT=N of make).",
        )


OTHER_DATA_DIR: Final = "choose another directory with --data-dir (a demonstration's with TMPDIR)"
_MISSING_LIBRARY: Final = re.compile(
    r"error while loading shared libraries: (?P<library>\S+?):"
    r"|cannot open shared object file.*?(?P<other>lib\S+\.so\S*)|Library not loaded: (?P<mac>\S+)"
)
_DISK_FULL: Final = ("No space left on device", "not enough space", "Disk quota exceeded")
_OLD_LIBC: Final = re.compile(r"version [`']GLIBC_(?P<version>[\d.]+)' not found")


def explain(program: str, output: str, place: Path) -> StartError | None:
    """The plain sentence behind what a program wrote before it gave up, where we know one."""
    if missing := _MISSING_LIBRARY.search(output):
        library = missing["library"] or missing["other"] or missing["mac"]
        return StartError(
            f"{program} needs the system library {library}, which this machine does not have.",
            f"Install the package that holds it (on Debian: apt-get install apt-file && apt-file search {library}) "
            "and start again.",
        )
    if old := _OLD_LIBC.search(output):
        return StartError(
            f"{program} needs the C library glibc {old['version']} or later.",
            "Use a newer Linux (Debian 11, Ubuntu 20.04 or later), or name your own servers in PACTLINE_DATABASE_URL "
            "and PACTLINE_KAFKA.",
        )
    if any(word in output for word in _DISK_FULL):
        return disk_full(place)
    return None


def disk_full(place: Path, way_out: str = OTHER_DATA_DIR) -> StartError:
    """The sentence for a disk without room, and how to go on."""
    return StartError(f"The disk that holds {place} is full.", f"Free some space there, or {way_out}, and start again.")


def from_os_error(error: OSError, place: Path, way_out: str = OTHER_DATA_DIR) -> StartError:
    """An operating system's refusal over `place`, in words; `way_out` is how to go round that place."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(place, way_out)
    if error.errno in (errno.EACCES, errno.EPERM):
        return StartError(
            f"{error.filename or place} may not be read or written by this user.",
            f"Give this user the rights to {place}, or {way_out}.",
        )
    words = {
        errno.EROFS: "is on a read-only file system",
        errno.ENOTDIR: "is not a directory",
        errno.EEXIST: "is not a directory",
    }
    reason = words.get(error.errno or 0, f"cannot be used: {error.strerror or error}")
    return StartError(f"{place} {reason}.", f"{way_out[0].upper()}{way_out[1:]}.")
