"""The Helm chart, rendered with its own values and with everything switched on, each object held against Kubernetes'
schemas.

Helm is taken where it is installed or lies in build/helm; building it there by Go takes minutes, so that this is asked
for by `python .ci/chart.py build` alone. Standard library only.
"""
# ruff: noqa: INP001 - a script on its own

import os
import shutil
import subprocess  # nosec B404  # our own command lines
import sys
import sysconfig
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
CHART: Final = ROOT / "deploy" / "helm" / "pactline"
BUILT: Final = ROOT / "build" / "helm"
HELM: Final = "helm.sh/helm/v3/cmd/helm@v3.22.0"
KUBERNETES: Final = ["--kube-version", "1.30.0"]
"""Without a cluster helm thinks of one of its own, which is older than the chart takes."""
SCRIPTS: Final = Path(sysconfig.get_path("scripts"))
"""Where pip puts kubernetes-validate, in the environment that runs this."""
PINNED: Final = "requirements/chart.txt"
"""The validator, which has no use where helm is not and brings 100 MB of schemas: its versions fit those of dev.txt."""


def run(command: list[str], more: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, **(more or {})}
    return subprocess.run(  # nosec B603  # noqa: S603 - our own command lines
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=1200
    )


def helm_here(built: Path = BUILT, *, build: bool = False) -> str | None:
    """Where helm is: installed, or built before, or now if that is asked for; None where it is not."""
    tool = built / "helm"
    if installed := shutil.which("helm"):
        return installed
    if build and not tool.exists() and (go := shutil.which("go")):
        done = run([go, "install", HELM], {"GOBIN": str(built), "GOFLAGS": "", "GOTOOLCHAIN": "local"})
        sys.stderr.write(done.stderr[-1500:] if done.returncode else "")
    return str(tool) if tool.exists() else None


def validator_here(scripts: Path = SCRIPTS) -> str | None:
    """Where kubernetes-validate is; None where it is not installed."""
    return shutil.which("kubernetes-validate", path=f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}")


def values_files() -> list[list[str]]:
    """What helm is told for each rendering: nothing, and each file below the chart's ci/."""
    return [[], *(["--values", str(file)] for file in sorted((CHART / "ci").glob("*-values.yaml")))]


def rendered(helm: str, chart: Path = CHART) -> list[str] | None:
    """The objects of each rendering; None where helm refused one, which it says."""
    found = []
    for values in values_files():
        for command in (
            ["lint", "--strict", str(chart), *KUBERNETES, *values],
            ["template", "pactline", str(chart), *KUBERNETES, *values],
        ):
            done = run([helm, *command])
            if done.returncode:
                sys.stderr.write(done.stdout + done.stderr)
                return None
        found.append(done.stdout)
    return found


def main() -> int:
    """The exit status."""
    helm = helm_here(build="build" in sys.argv[1:])
    if helm is None:
        sys.stderr.write(
            "THE HELM CHART WAS NOT TRIED: helm is not installed here. Install it, or build it by Go (python"
            " .ci/chart.py build), and run make check again.\n"
        )
        return 0
    objects = rendered(helm)
    if objects is None:
        return 1
    validator = validator_here()
    if validator is None:
        sys.stderr.write(
            "THE OBJECTS OF THE HELM CHART WERE NOT HELD AGAINST KUBERNETES' SCHEMAS: kubernetes-validate is not"
            f" installed here ({SCRIPTS}/pip install --require-hashes -r {PINNED}). Helm renders them.\n"
        )
        return 0
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.yaml" for number in range(len(objects))]
        for file, text in zip(files, objects, strict=True):
            file.write_text(text, encoding="utf-8")
        done = run([validator, "--strict", "--quiet", "--no-warn", *map(str, files)])
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
    return 1 if done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
