"""docs/scaling.md: its tables are worked out from results.json, and where that does not know it yet from what was
measured apart from a run (apart.json); the words around them are written by hand.
"""

import json
import math
import re
from pathlib import Path
from typing import Any, Final

from bench.provenance import taken_at
from bench.results import Results

APART: Final = Path(__file__).parent / "apart.json"
PAGE: Final = Path(__file__).parents[1] / "docs" / "scaling.md"
MARKED: Final = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- /measured -->)", re.DOTALL)

CONTRACTS: Final = (4_000_000, 40_000_000, 400_000_000)
EVENTS_A_CONTRACT: Final = 10
COPIES: Final = 3
"""Of a topic, on as many brokers."""
GENERATIONS: Final = 2
"""Of scoring's read models, while one is rebuilt."""
FASTER_ON_SIXTEEN: Final = 8
AUDITED_A_SECOND: Final = 3_500
AUDITED: Final = "10 s of CPU for 35,000 events, on a busy machine; nothing larger was measured"
"""No row of the benchmark: taken once by hand."""
WORKING_SECONDS: Final = 3 * 250 * 8 * 3_600
"""Of three years, in which the events arrive."""
BUSY: Final = 20
"""Times the mean: the busiest hour."""

PLACES: Final = {
    "events of a store, with indexes": ("the `events` table alone, with its three indexes", "events of one kind"),
    "all tables of customer": ("all tables of customer: events, names' search tokens, …", "of its events, row 16"),
    "all tables of contract": ("all tables of contract: events, ledgers, invoices, …", "of its events, row 16"),
    "all tables of asset": ("all tables of asset: events, cards, books, …", "of its events, row 16"),
    "all tables of notify": ("all tables of notify, by each event of those three", "of their events, row 16"),
    "topics of a realistic mix, compressed, one copy": ("its topic, lz4, one copy", "events of a realistic mix"),
    "read models of scoring, one generation": ("scoring's read models, one generation", "events of the same mix"),
}
"""What was stored, as the results call it; how the page calls it, and what so many of were measured."""
ONE_KIND, *TABLES, TOPIC, MODELS = PLACES
STORES: Final = TABLES[:3]
"""Whose events the mix is; the tables of notify come to them."""
GIGABYTE, TERABYTE, HOUR, DAY = 1e9, 1e12, 3_600, 86_400
SHOWN_WHOLE: Final = 10
"""From here on a figure is told without a part."""
NEEDED: Final = frozenset({"1a", "1b", "3", "4", "6"})


def write(results: Results) -> None:
    """Sets the measured part of the page anew."""
    PAGE.write_text(MARKED.sub(lambda _: measured_part(results), PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def measured_part(results: Results) -> str:
    """What an event costs, and what so many cost; nothing before all of that was measured."""
    rows = {row["row"]: row for row in results["rows"]}
    each = stored(results)
    if not (rows.keys() >= NEEDED and each.keys() >= PLACES.keys()):
        return "\n"
    parts = ["## What one event costs", _bytes(each), _rates(rows, results["growth"]), "## The arithmetic"]
    return "\n" + "\n\n".join([*parts, _arithmetic(rows, each)]) + "\n\n"


def stored(results: Results) -> dict[str, dict[str, Any]]:
    """What was stored, by its place: in the run, or apart from it as long as no run has measured that."""
    apart = json.loads(APART.read_text(encoding="utf-8"))["stored"]
    return {one["place"]: one for one in [*({**one, "apart": True} for one in apart), *results["stored"]]}


def of_a_store(each: dict[str, Any]) -> float:
    """Bytes by event that all services' tables take together, over the mix of events."""
    return float(sum(each[place]["bytes"] for place in TABLES) / sum(each[place]["events"] for place in STORES))


def _bytes(each: dict[str, Any]) -> str:
    lines = ["| where | bytes an event | measured at |", "|---|--:|---|"]
    for place, (said, kind) in PLACES.items():
        one = each[place]
        apart = f", apart from the run ({taken_at(one)})" if "apart" in one else ""
        lines.append(f"| {said} | {one['each']:,} | {rounded(one['events']):,} {kind}{apart} |")
        if place == TABLES[-1]:
            mean = "**all tables of the four, by event of the mix**"
            lines.append(f"| {mean} | {rounded(of_a_store(each)):,} | the four lines above |")
    return "\n".join(lines)


def _rates(rows: dict[str, Any], growth: list[dict[str, Any]]) -> str:
    appended = [point["value"] for point in growth if point["row"] == "1a"]
    relayed = max((point for point in growth if point["row"] == "4"), key=lambda point: point["size"])
    grown = f"; in the run of its growth {rounded(min(appended)):,} to {rounded(max(appended)):,}" if appended else ""
    at_most = f"row 4; {rounded(relayed['value']):,} from a store of {relayed['size']:,} events"
    told = {
        "appends of one event, 16 writers": (
            rows["1a"]["value"],
            f"row 1a{grown} at 1,000 to 10,000,000 stored events",
        ),
        "whole commands, 16 writers": (rows["1b"]["value"], "row 1b"),
        "relay, one service": (rows["4"]["value"], at_most),
        "contracts imported": (rows["3"]["value"], "row 3"),
        "rebuild of scoring": (rebuilt(rows), "row 6, 10,000,000 events"),
        "`pactline audit`, one process, a second of a core's time": (AUDITED_A_SECOND, AUDITED),
    }
    lines = ["| what | a second, 2 cores | measured |", "|---|--:|---|"]
    lines += [f"| {what} | {rounded(number):,} | {measured} |" for what, (number, measured) in told.items()]
    return "\n".join(lines)


def rebuilt(rows: dict[str, Any]) -> float:
    """Events a second of the largest rebuild."""
    return float(rows["6"]["detail"]["events"] / rows["6"]["value"])


def _arithmetic(rows: dict[str, Any], each: dict[str, Any]) -> str:
    store, topic, models = of_a_store(each), each[TOPIC]["each"], each[MODELS]["each"]

    def line(what: str, told: Any) -> str:
        return f"| {what} | {' | '.join(told(count) for count in CONTRACTS)} |"

    def taking(bytes_an_event: float) -> Any:
        return lambda count: room(count * EVENTS_A_CONTRACT * bytes_an_event)

    def lasting(a_second: float, a_contract: int = EVENTS_A_CONTRACT) -> Any:
        return lambda count: span(count * a_contract / a_second)

    def arriving(count: int) -> float:
        return count * EVENTS_A_CONTRACT / WORKING_SECONDS * BUSY

    heads = [f"{count * EVENTS_A_CONTRACT // 1_000_000:,} M events" for count in CONTRACTS]
    lines = [
        f"| | {' | '.join(heads)} |",
        "|---|---|---|---|",
        line("stores: all tables of every service", taking(store)),
        line("topics, three copies", taking(topic * COPIES)),
        line("scoring, two generations during a rebuild", taking(models * GENERATIONS)),
        line(
            "backup, at most (stores and one generation as they lie; a dump is packed and without indexes)",
            taking(store + models),
        ),
        line(
            "all of that on one machine, with one copy of the topics and one backup",
            taking(2 * store + topic + (GENERATIONS + 1) * models),
        ),
        line("rebuild of scoring on 2 cores", lasting(rebuilt(rows))),
        line(
            "the same on 16 cores, 48 partitions a topic: an eighth of the line above, in proportion to the cores; not"
            " measured, and a disk that keeps up is presumed",
            lasting(rebuilt(rows) * FASTER_ON_SIXTEEN),
        ),
        line("import of every contract once", lasting(rows["3"]["value"], 1)),
        line("relay of everything once (a lost topic)", lasting(rows["4"]["value"])),
        line("`pactline audit`, all from the beginning, in proportion", lasting(AUDITED_A_SECOND)),
        line(
            "events a second in an hour twenty times as busy as three years' working hours are",
            lambda count: f"{rounded(arriving(count)):,}",
        ),
        line(
            "that, of the appends of one store on 2 cores (row 1a)",
            lambda count: share(arriving(count) / rows["1a"]["value"]),
        ),
        line(
            "that, of the commands on 2 cores, one event each (row 1b)",
            lambda count: share(arriving(count) / rows["1b"]["value"]),
        ),
    ]
    return "\n".join(lines)


def rounded(number: float, digits: int = 3) -> int:
    """To three digits: what is measured on a noisy machine has no more."""
    return int(round(number, digits - 1 - math.floor(math.log10(number))))


def room(size: float) -> str:
    """Two digits, in GB or TB as disks are sold."""
    number, unit = (size / TERABYTE, "TB") if size >= TERABYTE else (size / GIGABYTE, "GB")
    return f"{number:.1f} {unit}" if number < SHOWN_WHOLE else f"{rounded(number, 2)} {unit}"


def span(seconds: float) -> str:
    """Minutes, hours by five minutes, whole hours, days: as far as it is worth saying."""
    if seconds < HOUR:
        return f"{max(1, round(seconds / 60))} min"
    if seconds < SHOWN_WHOLE * HOUR:
        hours, left = divmod(round(seconds / 300) * 5, 60)
        return f"{hours} h {left:02}" if left else f"{hours} h"
    return f"{round(seconds / HOUR)} h" if seconds < 3 * DAY else f"{round(seconds / DAY)} days"


def share(part: float) -> str:
    """Per cent, two digits."""
    percent = part * 100
    return f"{percent:.1f} %" if percent < SHOWN_WHOLE else f"{round(percent)} %"
