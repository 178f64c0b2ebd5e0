"""Finds a Chromium for tests/browser and prints where it is; on Debian and Ubuntu, as root, it installs one.
Standard library only.
"""
# ruff: noqa: INP001 - a script on its own

import os
import shutil
import subprocess  # nosec B404  # our own command lines
import sys
from collections.abc import Mapping

VARIABLE = "PACTLINE_CHROMIUM"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The one without windows first: the same engine, a quarter less work a page."""
FONTS = "fonts-noto-cjk"
PACKAGES = ("chromium-headless-shell", "chromium")
"""Whichever the system has, in this order."""
NEXT_STEP = (
    f"tests/browser needs a real Chromium, and there is none here. Install it (on Debian: apt-get install "
    f"{PACKAGES[0]} {FONTS}), or name one: {VARIABLE}=/path/to/chrome make test"
)


def chromium_here(environment: Mapping[str, str] = os.environ) -> str | None:
    """The browser that the variable names, else the first of the usual names on PATH; None where there is none.
    Raises SystemExit for a variable that names no program.
    """
    if named := environment.get(VARIABLE):
        if found := shutil.which(named):
            return found
        raise SystemExit(f"{VARIABLE} names {named}, which is no program. Correct or unset it and run make again.")
    places = environment.get("PATH")
    return next((found for name in NAMES if (found := shutil.which(name, path=places))), None)


def install() -> None:
    """By the system's packages; raises SystemExit with the next step where that can't be done or fails."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise SystemExit(NEXT_STEP)
    said = _run([apt, "update", "-qq"])
    for package in PACKAGES if said is None else ():
        sys.stderr.write(f"Installing {package} and {FONTS} for tests/browser\n")
        said = _run([apt, "install", "-y", "-qq", "--no-install-recommends", package, FONTS])
        if said is None:
            return
    raise SystemExit(f"{said}\n{NEXT_STEP}")


def _run(command: list[str]) -> str | None:
    """What a command that failed said at its end."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(  # nosec B603  # noqa: S603 - our own command lines
        command, env=quiet, capture_output=True, text=True, check=False, errors="replace"
    )
    return f"{done.stdout[-1500:]}{done.stderr[-1500:]}" if done.returncode else None


def main() -> None:
    if chromium_here() is None:
        install()
    found = chromium_here()
    if found is None:
        raise SystemExit(NEXT_STEP)
    sys.stdout.write(f"{found}\n")


if __name__ == "__main__":
    main()
