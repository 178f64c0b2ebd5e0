"""Finds poppler's pdfsig, the second reader of signatures in tests, and prints where it is; on Debian and Ubuntu, as
root, it installs it with NSS's certutil. Standard library only.
"""
# ruff: noqa: INP001 - a script on its own

import os
import shutil
import subprocess  # nosec B404  # our own command lines
import sys

PROGRAMS = ("pdfsig", "certutil")
PACKAGES = ("poppler-utils", "libnss3-tools")
NEXT_STEP = (
    "The tests of signatures ask a second program, poppler's pdfsig, and NSS's certutil, and they are not here. "
    f"Install them (on Debian: apt-get install {' '.join(PACKAGES)}) and run make again"
)


def missing() -> list[str]:
    """Which of the two programs are not on PATH."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def install() -> None:
    """By the system's packages; raises SystemExit with the next step where that can't be done or fails."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise SystemExit(NEXT_STEP)
    sys.stderr.write(f"Installing {' and '.join(PACKAGES)} for the tests of signatures\n")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(  # nosec B603  # noqa: S603 - our own command lines
            [apt, *command], env=quiet, capture_output=True, text=True, check=False, errors="replace"
        )
        if done.returncode:
            raise SystemExit(f"{done.stdout[-1500:]}{done.stderr[-1500:]}\n{NEXT_STEP}")


def main() -> None:
    if missing():
        install()
    if missing():
        raise SystemExit(NEXT_STEP)
    sys.stdout.write(f"{shutil.which(PROGRAMS[0])}\n")


if __name__ == "__main__":
    main()
