"""What `make check` asks about safety: the code (bandit), the packages it stands on (pip-audit), and their bill of
materials (CycloneDX). `python .ci/safety.py code packages materials` asks all three at once.
"""
# ruff: noqa: INP001 - a script on its own

import json
import re
import subprocess  # nosec B404  # our own command lines
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
CODE: Final = ("services", "shared", "bench", ".ci")
LOCK: Final = Path("requirements/dev.txt")
"""Holds every package of the other two locks."""

SHIPPED: Final = Path("requirements/runtime.txt")
MATERIALS: Final = Path("build/sbom.cdx.json")
ACCEPTED: Final = Path(".ci/advisories.toml")
SERVICES: Final = ("pypi", "osv")
"""Who knows of advisories, in the order they are asked."""

UNREACHABLE: Final = re.compile(
    r"NameResolutionError|ConnectTimeout|ReadTimeout|NewConnectionError|ProxyError|ConnectionError"
    r"|Connection(?: reset| refused)|ServiceError: Could not connect|503 Server Error|502 Bad Gateway"
)
NOISE: Final = re.compile(r"WARNING\s+nosec encountered \(B\d+\), but no failed test")
"""Said of each further part of a text whose first part is excused; nothing was found there."""


@dataclass(frozen=True, slots=True)
class Advisory:
    """A known weakness of one package, and the versions that mend it."""

    package: str
    version: str
    name: str
    mended_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audited:
    """What one service knew: the packages it was asked about, those it did not know, what it warned of."""

    asked: tuple[str, ...]
    unknown: tuple[str, ...]
    found: tuple[Advisory, ...]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # nosec B603  # noqa: S603 - our own command lines
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )


def say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def check_code() -> int:
    done = run("bandit", "-q", "-r", *CODE)
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip() and not NOISE.search(line)]
    if done.returncode:
        say("\n".join(lines))
    return done.returncode


def read_audit(output: str) -> Audited:
    packages: list[dict[str, Any]] = json.loads(output)["dependencies"]
    return Audited(
        tuple(one["name"] for one in packages),
        tuple(one["name"] for one in packages if "skip_reason" in one),
        tuple(
            Advisory(one["name"], one["version"], each["id"], tuple(each["fix_versions"]))
            for one in packages
            for each in one.get("vulns", ())
        ),
    )


def ask(service: str, lock: Path) -> Audited | str:
    """What the service answers, or why it can't be reached. A failure of any other kind ends the check."""
    options = ("--disable-pip", "--require-hashes", "--progress-spinner", "off", "--timeout", "10", "-f", "json")
    done = run("pip_audit", "-s", service, *options, "-r", str(lock))
    if done.stdout.strip().startswith("{"):
        return read_audit(done.stdout)
    if UNREACHABLE.search(done.stderr):
        return done.stderr.strip().splitlines()[-1][:300]
    raise SystemExit(f"pip-audit failed:\n{done.stderr[-3000:]}")


def answers(service: str) -> str | None:
    """None if the service knows a package that everybody has, otherwise why it is of no use here."""
    probe = ROOT / "build" / "probe.txt"
    probe.parent.mkdir(exist_ok=True)
    block = re.search(r"^pydantic==.*(?:\n[ \t].*)*", (ROOT / LOCK).read_text(encoding="utf-8"), re.MULTILINE)
    probe.write_text(block[0] if block else "", encoding="utf-8")
    answer = ask(service, probe)
    if isinstance(answer, str):
        return answer
    return "it does not know a single package" if answer.unknown else None


def check_packages() -> int:
    away = {}
    for service in SERVICES:
        reason = answers(service)
        answer = ask(service, LOCK) if reason is None else reason
        if isinstance(answer, Audited):
            return judge(answer, accepted())
        away[service] = answer
    say("THE PACKAGES WERE NOT AUDITED: no advisory service can be reached from here. Run make check where one can be.")
    for service, reason in away.items():
        say(f"  {service}: {reason}")
    return 0


def accepted() -> dict[tuple[str, str], str]:
    """The advisories that were looked at: (package, id) to the reason why they stand."""
    listed = tomllib.loads((ROOT / ACCEPTED).read_text(encoding="utf-8")).get("advisory", [])
    return {(one["package"], one["id"]): one["reason"] for one in listed}


def judge(audited: Audited, known: dict[tuple[str, str], str]) -> int:
    """Says what is wrong; 0 if nothing is: each advisory has no fix and is listed, and each listed one is still one."""
    wrong = [f"{name} is not known to the advisory service, so nothing is known of it" for name in audited.unknown]
    found = {(one.package, one.name): one for one in audited.found}
    for key, one in found.items():
        where = f"{one.package} {one.version} has {one.name}"
        if one.mended_by:
            wrong.append(f"{where}: raise it to {' or '.join(one.mended_by)}")
        elif key not in known:
            wrong.append(f"{where}, which nothing mends yet: list it with a reason in {ACCEPTED}, or do without it")
    wrong += [
        f"{package}: {name} is listed in {ACCEPTED} but no longer found" for package, name in known.keys() - found
    ]
    for words in wrong:
        say(words)
    return 1 if wrong else 0


def write_materials() -> int:
    """The bill of materials of what is shipped, validated against CycloneDX's schema as it is written."""
    (ROOT / MATERIALS).parent.mkdir(exist_ok=True)
    done = run(
        *("cyclonedx_py", "requirements", "--validate", "--output-reproducible", "--pyproject", "pyproject.toml"),
        *("--output-format", "JSON", "-o", str(MATERIALS), str(SHIPPED)),
    )
    if done.returncode:
        say(done.stderr)
        return done.returncode
    named = {one["name"].lower() for one in json.loads((ROOT / MATERIALS).read_text(encoding="utf-8"))["components"]}
    shipped = re.findall(r"^([\w.-]+)==", (ROOT / SHIPPED).read_text(encoding="utf-8"), re.MULTILINE)
    missing = sorted(name for name in shipped if name.lower() not in named)
    if missing:
        say(f"{MATERIALS} lacks {', '.join(missing)}")
    return 1 if missing else 0


CHECKS: Final = {"code": check_code, "packages": check_packages, "materials": write_materials}

if __name__ == "__main__":
    with ThreadPoolExecutor() as pool:
        sys.exit(max(pool.map(lambda name: CHECKS[name](), sys.argv[1:])))
