"""Alert rules, their tests, and every query of every dashboard, read by Prometheus's own tool where it is installed."""
# ruff: noqa: INP001 - a script on its own

import json
import shutil
import subprocess  # nosec B404  # our own command lines
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
PROMETHEUS: Final = ROOT / "deploy" / "prometheus"
DASHBOARDS: Final = ROOT / "deploy" / "grafana" / "dashboards"


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


def main() -> int:
    promtool = shutil.which("promtool")
    if promtool is None:
        sys.stderr.write(
            "THE ALERT RULES WERE NOT TRIED: promtool is not installed here (on Debian: apt-get install prometheus).\n"
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
            done = subprocess.run(  # nosec B603  # noqa: S603 - our own command line
                [promtool, *command], capture_output=True, text=True, check=False
            )
            if done.returncode:
                sys.stderr.write(done.stdout + done.stderr)
                wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main())
