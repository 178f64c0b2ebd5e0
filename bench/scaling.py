"""docs/scaling.md: its tables are worked out from results.json, the words around them are written by hand."""

import math
import re
from pathlib import Path
from typing import Any, Final

from bench.results import Results

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
    "events of a store, with indexes": "the store's `events` table with its three indexes",
    "topics of a realistic mix, compressed, one copy": "its topic, lz4, one copy",
    "read models of scoring, one generation": "scoring's read models, one generation",
}
"""What was stored, as the results and as the page call it."""
STORE, TOPIC, MODELS = PLACES

KINDS: Final = {STORE: "events of one kind", TOPIC: "events of a realistic mix", MODELS: "events of the same mix"}
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
    each = {one["place"]: one for one in results["stored"]}
    if not (rows.keys() >= NEEDED and each.keys() >= PLACES.keys()):
        return "\n"
    parts = ["## What one event costs", _bytes(each), _rates(rows, results["growth"]), "## The arithmetic"]
    return "\n" + "\n\n".join([*parts, _arithmetic(rows, {place: each[place]["each"] for place in PLACES})]) + "\n\n"


def _bytes(each: dict[str, Any]) -> str:
    lines = ["| where | bytes an event | measured at |", "|---|--:|---|"]
    lines += [
        f"| {said} | {each[place]['each']} | {rounded(each[place]['events']):,} {KINDS[place]} |"
        for place, said in PLACES.items()
    ]
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


def _arithmetic(rows: dict[str, Any], each: dict[str, int]) -> str:
    def line(what: str, told: Any) -> str:
        return f"| {what} | {' | '.join(told(count) for count in CONTRACTS)} |"

    def stored(*places: str, times: int = 1) -> Any:
        return lambda count: room(count * EVENTS_A_CONTRACT * times * sum(each[place] for place in places))

    def lasting(a_second: float, a_contract: int = EVENTS_A_CONTRACT) -> Any:
        return lambda count: span(count * a_contract / a_second)

    def arriving(count: int) -> float:
        return count * EVENTS_A_CONTRACT / WORKING_SECONDS * BUSY

    heads = [f"{count * EVENTS_A_CONTRACT // 1_000_000:,} M events" for count in CONTRACTS]
    lines = [
        f"| | {' | '.join(heads)} |",
        "|---|---|---|---|",
        line("stores", stored(STORE)),
        line("topics, three copies", stored(TOPIC, times=COPIES)),
        line("scoring, two generations during a rebuild", stored(MODELS, times=GENERATIONS)),
        line("backup, plain (stores and one generation; an estimate)", stored(STORE, MODELS)),
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
