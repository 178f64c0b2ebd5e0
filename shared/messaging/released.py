"""The published language as it was last given away: what a change is held against."""

import subprocess  # nosec B404  # git alone, with arguments of ours
from dataclasses import dataclass
from pathlib import Path
from typing import Final

RELEASES: Final = "v*"
SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Released:
    """The texts of the schemas by their path below the folder, and where they were found."""

    where: str
    texts: dict[str, str]


def released(folder: Path) -> Released:
    """The schemas at the newest release reachable from here, without one those committed last, outside a checkout the
    files themselves.
    """
    release = (_git(folder, "describe", "--tags", "--abbrev=0", "--match", RELEASES, "HEAD") or "").strip()
    # A checkout around the folder that knows no file of it is another one, in which an archive was unpacked.
    if release and (texts := _at(folder, release)):
        return Released(f"release {release}", texts)
    if texts := _at(folder, "HEAD"):
        return Released("what was committed last, as there is no release yet", texts)
    return Released("the files on disk, as no git commit holds them", _files(folder))


def _at(folder: Path, commit: str) -> dict[str, str]:
    listed = _git(folder, "ls-tree", "-r", "--name-only", "-z", commit, "--", ".") or ""
    names = [name for name in listed.split("\0") if _is_schema(name)]
    return {name: _git(folder, "show", f"{commit}:./{name}") or "" for name in names}


def _files(folder: Path) -> dict[str, str]:
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.glob("*/*.json"))}
    return {name: path.read_text(encoding="utf-8") for name, path in found.items()}


def _is_schema(name: str) -> bool:
    return name.endswith(".json") and name.count("/") == 1


def _git(folder: Path, *arguments: str) -> str | None:
    """What git says about the folder; None where it knows nothing, or is not there."""
    try:
        said = subprocess.run(  # nosec B603 B607  # noqa: S603 - arguments of ours
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - whichever git the path has
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
    except OSError:
        return None
    return said.stdout.decode("utf-8") if said.returncode == 0 else None
