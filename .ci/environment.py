"""Makes a virtual environment from one file of pinned requirements, and this project in it. Standard library only."""
# ruff: noqa: INP001 - a script on its own

import ast
import os
import re
import subprocess  # nosec B404  # our own command lines
import sys
import venv
from collections.abc import Iterable, Mapping
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
        r"ProxyError|[Pp]roxy Authentication Required",
        (
            "The proxy does not let pip through. Set HTTPS_PROXY to one that does (http://user:password@host:port), or "
            "unset it where there is none, and run make again."
        ),
    ),
    (
        (
            r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|Temporary failure in name resolution"
            r"|Network is unreachable|SSLError|Connection refused|Connection aborted|Failed to connect"
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
        r"No module named '?(?:ensurepip|venv)\b",
        (
            "This Python lacks the module that makes environments. Install it (on Debian: apt-get install "
            "python3-venv) and run make again."
        ),
    ),
    (
        r"Permission denied|Read-only file system",
        "This user may not write here. Give it the rights to this folder and run make again.",
    ),
)

OPTIONS = {
    "index-url": "--default-index",
    "extra-index-url": "--index",
    "find-links": "--find-links",
    "trusted-host": "--allow-insecure-host",
}
"""Where pip is told to take packages from, and how uv is."""
VARIABLES = {"cert": "SSL_CERT_FILE", "proxy": "ALL_PROXY"}
INSTALLER = Path(__file__).parents[1] / "requirements" / "installer.txt"


def explain(output: str) -> str:
    for pattern, sentence in SENTENCES:
        if found := re.search(pattern, output):
            return sentence.format(**found.groupdict())
    return output[-3000:] + "\nThe packages could not be installed; the lines above say why."


def make_environment(place: Path) -> None:
    # What was cut off while it was made has a Python and no pip: it is made anew.
    if (place / "bin" / "pip").exists():
        return
    try:
        venv.create(place, with_pip=True, clear=place.exists())
    except OSError as error:
        raise SystemExit(explain(str(error))) from None
    except subprocess.CalledProcessError as error:
        raise SystemExit(explain((error.output or b"").decode(errors="replace"))) from None


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


def told_uv(settings: str) -> tuple[list[str], dict[str, str]]:
    """Options and variables that make uv take packages from where pip would, by what `pip config list` says."""
    options, variables = [], {}
    for key, value in re.findall(r"^(\S+)=(['\"].*)$", settings, re.MULTILINE):
        name = key.rpartition(".")[2]
        if option := OPTIONS.get(name):
            options += [f"{option}={one}" for one in ast.literal_eval(value).split()]
        elif variable := VARIABLES.get(name):
            variables[variable] = ast.literal_eval(value)
        elif name == "no-index" and ast.literal_eval(value).lower() in ("1", "true", "yes", "on"):
            options.append("--no-index")
    return options, variables


def install_fast(python: Path, requirements: Path) -> bool:
    """By uv, in a quarter of pip's time; False where it can't, be it that there is no uv for this machine or that it
    does not reach what pip reaches. What is wrong is then found, and said, by pip.
    """
    pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
    uv = [*pip, "install", "-q", "--no-deps", "--require-hashes", "--only-binary=:all:", "-r", str(INSTALLER)]
    if run(uv).returncode:
        return False
    options, variables = told_uv(run([*pip, "config", "list"]).stdout)
    command = [str(python.with_name("uv")), "pip", "install", "-q", "--python", str(python), "--no-config"]
    command += ["--index-strategy=unsafe-best-match", "--compile-bytecode", "--no-deps", "--require-hashes", *options]
    return run([*command, "-r", str(requirements)], variables).returncode == 0


def run(command: list[str], variables: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """What a program of the environment said and how it ended."""
    environment = {**os.environ, **(variables or {})}
    return subprocess.run(  # nosec B603  # noqa: S603 - our own command lines
        command, env=environment, capture_output=True, text=True, errors="replace", check=False
    )


def main(place: Path, requirements: Path) -> None:
    pinned = len(re.findall(r"^\S+==", requirements.read_text(encoding="utf-8"), flags=re.MULTILINE))
    sys.stderr.write(f"Installing {pinned} packages of {requirements} into {place}\n")
    make_environment(place)
    python = place / "bin" / "python"
    if not install_fast(python, requirements):
        install(python, ["--require-hashes", "--no-deps", "-r", str(requirements)], pinned)
    install(python, ["--quiet", "--no-deps", "--no-build-isolation", "-e", "."], 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
