"""docs/performance.md: its table and plots are made from results.json, the words around them are written by hand."""

import re
from pathlib import Path
from typing import Any, Final

from bench import scaling
from bench.plot import Series, drawn
from bench.provenance import taken_at
from bench.results import Results
from services.scoring.generation.spent import OF_READERS, STAGES

DOCS: Final = Path(__file__).parents[1] / "docs"
PAGE: Final = DOCS / "performance.md"
PLOTS: Final = DOCS / "performance"
MARKED: Final = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- /measured -->)", re.DOTALL)

WHEN: Final = "when (UTC), on which commit"
GOOD: Final = {
    "more": ("of it", "at least"),
    "less": ("of it", "at most"),
    "faster": ("times as fast", "at least"),
}
GROWTH: Final = {
    "1a": ("Appending to a store that holds so many events", "events/s", ("store, 16 writers", "bare INSERT")),
    "4": ("Relaying so many events to Kafka", "events/s", ("relay", "aiokafka alone")),
    "5": ("Rebuilding scoring from so many events", "events/s", ("rebuild", "read and decode alone")),
}
"""Title, unit, and the names of both curves."""


def write(results: Results) -> None:
    """Sets the measured part of the page and the plots anew, and what is worked out from them for other sizes."""
    PAGE.write_text(MARKED.sub(lambda _: measured_part(results), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    PLOTS.mkdir(exist_ok=True)
    for row, picture in plots(results).items():
        (PLOTS / f"growth-{row}.svg").write_text(picture, encoding="utf-8")
    scaling.write(results)


def measured_part(results: Results) -> str:
    """The machine, the table, and the growth with its plots."""
    machine = results["machine"]
    if not machine:
        return "\n"
    parts = [_machine(machine), _table(results["rows"])]
    if timed := [row for row in results["rows"] if "milliseconds" in row.get("detail", {})]:
        parts += ["### How the times are spread", _spread(timed), *(_rounds(row) for row in timed)]
    parts += [_stages(row["detail"]) for row in results["rows"] if "stages_of_a_tenth" in row.get("detail", {})]
    parts += [f"### Pages\n\n{_pages(row['detail'])}" for row in results["rows"] if "pages" in row.get("detail", {})]
    for row in plots(results):
        parts.append(f"### Growth of row {row}\n\n![{GROWTH[row][0]}](performance/growth-{row}.svg)")
        parts.append(_growth([point for point in results["growth"] if point["row"] == row]))
    if results["stored"]:
        parts.append(_stored(results["stored"]))
    return "\n" + "\n\n".join(parts) + "\n\n"


def plots(results: Results) -> dict[str, str]:
    """The pictures by row."""
    pictures = {}
    for row, (title, unit, names) in GROWTH.items():
        points = [point for point in results["growth"] if point["row"] == row]
        if points:
            ours = Series(names[0], [(point["size"], point["value"]) for point in points])
            theirs = Series(names[1], [(point["size"], point["reference"]) for point in points])
            pictures[row] = drawn(title, unit, [ours, theirs])
    return pictures


def sentence(row: dict[str, Any]) -> str:
    """One row for the terminal."""
    of, bound = GOOD[row["good"]]
    return (
        f"{row['row']:10} {row['what'][:68]:68} {figure(row['value']):>9} beside {figure(row['reference']):>9}"
        f" {row['unit']:11} {row['ratio']:7.2f} {of} ({bound} {row['target']:g}) {'met' if row['met'] else 'MISSED'}"
    )


def _machine(machine: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    return (
        f"Measured on {machine['cores']} cores ({machine['processor']}), {machine['memory_gib']} GiB,"
        f" {machine['system']}, Python {machine['python']}; {versions}."
    )


def _table(rows: list[dict[str, Any]]) -> str:
    lines = [
        f"| # | what | compared with | measured | reference | unit | ratio | must | aim | | {WHEN} |",
        "|---|---|---|--:|--:|---|--:|--:|--:|---|---|",
    ]
    for row in rows:
        bound = GOOD[row["good"]][1]
        lines.append(
            f"| {row['row']} | {row['what']} | {row['compared_with']} | {figure(row['value'])}"
            f" | {figure(row['reference'])} | {row['unit']} | {row['ratio']:.2f} | {bound} {row['target']:g}"
            f" | {row['aim']:g} | {'met' if row['met'] else '**missed**'} | {taken_at(row)} |"
        )
    return "\n".join(lines)


def _spread(rows: list[dict[str, Any]]) -> str:
    shares = list(rows[0]["detail"]["milliseconds"])
    names = ["slowest" if share == "100" else f"p{share}" for share in shares]
    lines = [f"| # | milliseconds | {' | '.join(names)} |", "|---|---|" + "--:|" * len(shares)]
    for row in rows:
        for who, key in (("measured", "milliseconds"), ("reference", "reference_milliseconds")):
            told = " | ".join(figure(row["detail"][key][share]) for share in shares)
            lines.append(f"| {row['row']} | {who} | {told} |")
    return "\n".join(lines)


def _rounds(row: dict[str, Any]) -> str:
    ours, theirs = (", ".join(map(figure, row["detail"][key])) for key in ("rounds", "reference_rounds"))
    return f"Row {row['row']} by round, {row['unit']}: {ours}; the reference: {theirs}."


def _pages(detail: dict[str, Any]) -> str:
    lines = [
        "| page, ms to its first byte | median | p99 | bare queries, median | p99 |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, told in {**detail["pages"], **detail["parts"]}.items():
        figures = (told[key] for key in ("median", "p99", "reference_median", "reference_p99"))
        lines.append(f"| {name} | {' | '.join(map(figure, figures))} |")
    return "\n".join(lines)


def _stages(detail: dict[str, Any]) -> str:
    few, many = detail["events_of_a_tenth"], detail["events"]
    lines = [
        "### Where a rebuild's time goes",
        "",
        f"| stage, seconds | | {few:,} events | {many:,} events | times as long |",
        "|---|---|--:|--:|--:|",
    ]
    for stage, meaning in STAGES.items():
        before, after = detail["stages_of_a_tenth"][stage], detail["stages"][stage]
        told = f"{after / before:.1f}" if before else "-"
        lines.append(f"| {stage} | {meaning} | {figure(before)} | {figure(after)} | {told} |")
    lines += ["", f"The median of each stage; {', '.join(OF_READERS)} are of all readers together."]
    return "\n".join(lines)


def _growth(points: list[dict[str, Any]]) -> str:
    ours, theirs = GROWTH[points[0]["row"]][2]
    lines = [f"| events | {ours} | {theirs} | ratio | {WHEN} |", "|--:|--:|--:|--:|---|"]
    lines += [
        f"| {point['size']:,} | {figure(point['value'])} | {figure(point['reference'])}"
        f" | {point['value'] / point['reference']:.2f} | {taken_at(point)} |"
        for point in points
    ]
    return "\n".join(lines)


def _stored(places: list[dict[str, Any]]) -> str:
    lines = ["### On disk", "", f"| where | events | MiB | bytes an event | {WHEN} |", "|---|--:|--:|--:|---|"]
    lines += [
        f"| {one['place']} | {one['events']:,} | {figure(one['bytes'] / 2**20)} | {one['each']:,} | {taken_at(one)} |"
        for one in places
    ]
    return "\n".join(lines)


def figure(number: float) -> str:
    """As many digits as are worth reading."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"
