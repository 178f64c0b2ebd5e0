"""The published language as it was last given away: what a change is held against."""

import json
import subprocess  # nosec B404  # git alone, with arguments of ours
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

RELEASES: Final = "v*"
KEPT: Final = "released.json"
"""What readers may rely on while no release can be reached from here: an event a line."""
SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Released:
    """The texts of the schemas by their path below the folder, and where they were found."""

    where: str
    texts: dict[str, str]


def released(folder: Path) -> Released:
    """The schemas at the newest release reachable from here, without one those that were kept for readers."""
    release = (_git(folder, "describe", "--tags", "--abbrev=0", "--match", RELEASES, "HEAD") or "").strip()
    # A checkout around the folder that knows no file of it is another one, in which an archive was unpacked.
    if release and (texts := _at(folder, release)):
        return Released(f"release {release}", texts)
    file = folder / KEPT
    kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return Released(f"{KEPT}, as no release is known here", {name: json.dumps(text) for name, text in kept.items()})


def keep(folder: Path, texts: Mapping[str, str]) -> None:
    """From now on readers may rely on these schemas: what would break them is refused."""
    lines = [f"{json.dumps(name)}: {json.dumps(json.loads(texts[name]), sort_keys=True)}" for name in sorted(texts)]
    (folder / KEPT).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _at(folder: Path, commit: str) -> dict[str, str]:
    listed = _git(folder, "ls-tree", "-r", "--name-only", "-z", commit, "--", ".") or ""
    names = [name for name in listed.split("\0") if is_schema(name)]
    return {name: _git(folder, "show", f"{commit}:./{name}") or "" for name in names}


def is_schema(name: str) -> bool:
    """Whether the file below the folder is the schema of an event."""
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
