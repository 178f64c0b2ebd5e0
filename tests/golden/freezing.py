"""The streams of a version that is out stay as they were: what tells of them that they changed since.

A version is released once there is a tag `v<version>` or a heading of it in CHANGELOG.md. From then on its folder has
a list of its files with their SHA-256, and it is held against that list and against the tag.
"""

import hashlib
import json
import re
import subprocess
from pathlib import Path

LIST = "frozen.json"


def freeze(folder: Path) -> int:
    """Lists the folder's files with what they hold now, in the place of no list; gives their number."""
    with (folder / LIST).open("x", encoding="utf-8") as file:
        json.dump(held := _held(folder), file, indent=1)
        file.write("\n")
    return len(held)


def frozen(folder: Path, root: Path) -> bool:
    """Whether nothing may be written there any more."""
    return (folder / LIST).exists() or released(folder, root)


def released(folder: Path, root: Path) -> bool:
    """Whether the version that the folder is named for is out."""
    number = re.escape(folder.name.removeprefix("v"))
    headings = re.compile(rf"^## +\[?v?{number}(?![\w.])", re.MULTILINE)
    return bool(headings.search((root / "CHANGELOG.md").read_text(encoding="utf-8")) or _tagged(folder, root))


def changed(folder: Path, root: Path) -> list[str]:
    """What is not as it was when the version came out, each as a sentence; nothing of a version that is being made."""
    if not frozen(folder, root):
        return []
    if not (folder / LIST).exists():
        return [f"{folder.name} is released and its streams are not frozen: run `python -m tests.golden freeze`"]
    listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
    found = _differences(folder.name, listed, _held(folder))
    if _tagged(folder, root):
        found += _against_tag(folder, root, listed)
    return found


def _against_tag(folder: Path, root: Path, listed: dict[str, str]) -> list[str]:
    """A list that was written anew says nothing, so that it is held against the tag."""
    place = f"refs/tags/{folder.name}:{folder.relative_to(root).as_posix()}"
    tagged = _git(root, "show", f"{place}/{LIST}")
    if tagged is None:
        names = (_git(root, "ls-tree", "-r", "--name-only", "-z", place) or b"").decode().split("\0")
        then = {name: _digest(_git(root, "show", f"{place}/{name}") or b"") for name in names if name}
    else:
        then = json.loads(tagged)
    return _differences(f"{folder.name}, as it was tagged,", then, listed)


def _differences(whose: str, then: dict[str, str], now: dict[str, str]) -> list[str]:
    return [
        f"{name} of {whose} {'is gone' if name not in now else 'is new' if name not in then else 'has changed'}"
        for name in sorted(then.keys() | now.keys())
        if then.get(name) != now.get(name)
    ]


def _held(folder: Path) -> dict[str, str]:
    """Every file below by its path, except the list itself."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file != folder / LIST)
    return {file.relative_to(folder).as_posix(): _digest(file.read_bytes()) for file in files}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _tagged(folder: Path, root: Path) -> bool:
    return bool(_git(root, "tag", "--list", folder.name))


def _git(root: Path, *arguments: str) -> bytes | None:
    """What git says of the repository; None where it knows nothing, or is not there."""
    try:
        said = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False, timeout=30)
    except OSError:
        return None
    return said.stdout if said.returncode == 0 else None
