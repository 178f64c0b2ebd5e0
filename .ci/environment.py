"""Makes a virtual environment from one file of pinned requirements, and this project in it. Standard library only."""
# ruff: noqa: INP001 - a script on its own

import os
import re
import subprocess  # nosec B404  # our own command lines
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

SENTENCES = (
    (
        r"No space left on device|Disk quota exceeded",
        "The disk is full. Free 2 GB here and run make again.",
    ),
    (
        r"DO NOT MATCH THE HASHES",
        (
            "A package is not the file it is pinned to. Nothing was installed; try again, and if it stays so, the "
            "package index or the way to it is not to be trusted."
        ),
    ),
    (
        (
            r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|Temporary failure in name resolution"
            r"|Network is unreachable|ProxyError|SSLError"
        ),
        (
            "The package index is not reachable. Connect this machine to the network for the first run (set "
            "HTTPS_PROXY behind a proxy) and run make again; later runs need none."
        ),
    ),
    (
        r"No matching distribution found for (?P<name>\S+)",
        (
            "{name} does not exist for this Python or this kind of machine. Use Python 3.11 to 3.13 on Linux (glibc) "
            "or macOS: make PYTHON=/path/to/python3.11"
        ),
    ),
    (
        r"Permission denied",
        "This user may not write here. Give it the rights to this folder and run make again.",
    ),
)


def explain(output: str) -> str:
    for pattern, sentence in SENTENCES:
        if found := re.search(pattern, output):
            return sentence.format(**found.groupdict())
    return output[-3000:] + "\nThe packages could not be installed; the lines above say why."


def make_environment(place: Path) -> None:
    if (place / "bin" / "python").exists():
        return
    try:
        venv.create(place, with_pip=True, clear=place.exists())
    except OSError as error:
        raise SystemExit(explain(str(error))) from None
    except subprocess.CalledProcessError:
        raise SystemExit(
            "This Python lacks the module that makes environments. Install it (on Debian: apt-get install "
            "python3-venv) and run make again."
        ) from None


def install(python: Path, arguments: Iterable[str], packages: int) -> None:
    command = [str(python), "-m", "pip", "install", "--no-input", "--progress-bar", "off", *arguments]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    output = []
    with subprocess.Popen(  # nosec B603  # noqa: S603 - pip of the environment made above
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=environment
    ) as pip:
        seen = 0
        for line in pip.stdout or ():
            output.append(line)
            if line.startswith(("Collecting ", "Requirement already")):
                seen += 1
                if packages and seen % 20 == 0:
                    sys.stderr.write(f"  {seen} of {packages} packages\n")
    if pip.returncode:
        raise SystemExit(explain("".join(output)))


def main(place: Path, requirements: Path) -> None:
    pinned = len(re.findall(r"^\S+==", requirements.read_text(encoding="utf-8"), flags=re.MULTILINE))
    sys.stderr.write(f"Installing {pinned} packages of {requirements} into {place}\n")
    make_environment(place)
    python = place / "bin" / "python"
    install(python, ["--require-hashes", "--no-deps", "-r", str(requirements)], pinned)
    install(python, ["--quiet", "--no-deps", "--no-build-isolation", "-e", "."], 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
