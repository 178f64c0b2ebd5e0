"""Finds programs that checks and tests ask besides Python's own, and prints where they are; on Debian and Ubuntu, as
root, it installs them: `python .ci/programs.py signatures|kcat|compose`. Standard library only.
"""
# ruff: noqa: INP001 - a script on its own

import os
import shutil
import subprocess  # nosec B404  # our own command lines
import sys
from typing import Final, NamedTuple


class Wanted(NamedTuple):
    """Programs, the packages of Debian that have them, and what they are for."""

    programs: tuple[str, ...]
    packages: tuple[str, ...]
    purpose: str

    @property
    def next_step(self) -> str:
        return (
            f"{self.purpose} {' and '.join(self.programs)}, which are not here. Install them (on Debian: "
            f"apt-get install {' '.join(self.packages)}) and run make again"
        )

    def missing(self) -> list[str]:
        """Which of the programs are not on PATH."""
        return [name for name in self.programs if shutil.which(name) is None]


WANTED: Final = {
    "signatures": Wanted(
        ("pdfsig", "certutil"), ("poppler-utils", "libnss3-tools"), "The tests of signatures ask a second program,"
    ),
    "kcat": Wanted(("kcat",), ("kcat",), "The tests of the partners' page read topics by"),
    "compose": Wanted(("docker-compose",), ("docker-compose",), "docker-compose.yml is read by"),
}


def install(wanted: Wanted) -> None:
    """By the system's packages; raises SystemExit with the next step where that can't be done or fails."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise SystemExit(wanted.next_step)
    sys.stderr.write(f"Installing {' and '.join(wanted.packages)}\n")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *wanted.packages]):
        done = subprocess.run(  # nosec B603  # noqa: S603 - our own command lines
            [apt, *command], env=quiet, capture_output=True, text=True, check=False, errors="replace"
        )
        if done.returncode:
            raise SystemExit(f"{done.stdout[-1500:]}{done.stderr[-1500:]}\n{wanted.next_step}")


def main(name: str) -> None:
    wanted = WANTED[name]
    if wanted.missing():
        install(wanted)
    if wanted.missing():
        raise SystemExit(wanted.next_step)
    sys.stdout.writelines(f"{shutil.which(program)}\n" for program in wanted.programs)


if __name__ == "__main__":
    main(sys.argv[1])
