"""`python -m bench [--short] [ROW…]`: measures, prints each row, and in the long form writes bench/results.json and
docs/performance.md. With rows named, the others keep what was measured before.
"""

import argparse
import asyncio
import os
import sys
import time
import traceback

import uvloop

from bench import page, results
from bench.measure import Given, Outcome
from bench.provenance import commit, measured_now
from bench.rows import LINES, MEASUREMENTS, Measurement, chosen
from bench.servers import servers


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--short", action="store_true", help="small sizes, nothing written: shows that it runs")
    parser.add_argument("--page", action="store_true", help="only write docs/performance.md anew from results.json")
    names = ", ".join(dict.fromkeys(name for each in MEASUREMENTS for name in (each.name, *each.rows)))
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {names}; all unless given")
    asked = parser.parse_args()
    if asked.page:
        page.write(results.read())
        return 0
    try:
        measurements = chosen(asked.rows)
    except ValueError as error:
        parser.error(str(error))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is started is loaded as an installation loads it
    code = commit()
    failed = [each.name for each in measurements if not _measured(each, code, short=asked.short)]
    if failed:
        sys.stderr.write(f"not measured: {', '.join(failed)}\n")
    return 1 if failed else 0


def _measured(measurement: Measurement, code: str, *, short: bool) -> bool:
    """One measurement, written down as soon as it is taken, so that one that fails takes nothing from the others; with
    the code as it was when the run began.
    """
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {measurement.name}\n")
    started = time.perf_counter()
    try:
        with servers(measurement.needs, short=short) as given:
            outcome = measured(measurement, given)
    except Exception:  # noqa: BLE001 - whatever a row meets is told, and the others are measured
        traceback.print_exc()
        return False
    seconds = time.perf_counter() - started
    known = results.with_outcome(results.read(), measurement, outcome, seconds, measured_now(code))
    for row in known["rows"]:
        if row["row"] in outcome.rows:
            sys.stdout.write(page.sentence(row) + "\n")
    sys.stdout.flush()
    if not short:
        results.write(known)
        page.write(known)
    return True


def measured(measurement: Measurement, given: Given) -> Outcome:
    """Runs it on the event loop that the services run on. Raises `LookupError` if a row it promises is missing."""

    async def run() -> Outcome:
        return await measurement.run(given)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        outcome = runner.run(run())
    known = {line.row for line in LINES}
    if set(outcome.rows) != set(measurement.rows) or not known >= set(outcome.rows):
        raise LookupError(f"{measurement.name} measured {sorted(outcome.rows)}, not {sorted(measurement.rows)}")
    return outcome


if __name__ == "__main__":
    sys.exit(main())
