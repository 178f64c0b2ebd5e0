"""Prints the pinned requirements that services alone need, or of `shared` those that every image has.

`requirements_of.py shared` or `requirements_of.py SERVICE...`, from requirements/runtime.txt and the extras of
pyproject.toml. The lock says of each package who asked for it; nothing else is looked up. Standard library only.
"""
# ruff: noqa: INP001 - a script on its own

import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^[\w.-]+==.*(?:\n[ \t].*)*", flags=re.MULTILINE)
ASKED_FOR = "-r requirements/runtime.in"


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: str) -> dict[str, str]:
    """The lines of each package."""
    return {canonical(block.partition("==")[0]): block for block in BLOCK.findall(lock)}


def extras() -> dict[str, set[str]]:
    """What each service needs beyond what all share."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {service: set(map(canonical, names)) for service, names in project["optional-dependencies"].items()}


def needed(blocks: Mapping[str, str], own: Mapping[str, set[str]], services: Iterable[str]) -> set[str]:
    """What these services need and what all share, with everything that comes along."""
    left_out = set().union(*own.values()) - set().union(*(own[service] for service in services))
    parents = {name: set(re.findall(r"# +(?:via )?(\S.*)$", block, re.MULTILINE)) for name, block in blocks.items()}
    kept = {name for name, of in parents.items() if ASKED_FOR in of and name not in left_out}
    while more := {name for name, of in parents.items() if name not in kept and kept & set(map(canonical, of))}:
        kept |= more
    return kept


def main(services: list[str]) -> None:
    blocks, own = locked((ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")), extras()
    shared = needed(blocks, own, ())
    wanted = shared if services == ["shared"] else needed(blocks, own, services) - shared
    sys.stdout.writelines(f"{blocks[name]}\n" for name in sorted(wanted))


if __name__ == "__main__":
    main(sys.argv[1:])
