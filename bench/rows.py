"""The table of rows, and the measurements that fill it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from bench import (
    aggregates,
    append,
    command,
    growth,
    importing,
    installation,
    lifetimes,
    reading_view,
    rebuilding,
    registering,
    relaying,
    showing,
    visibility,
    volume,
)
from bench.measure import Given, Good, Line, Outcome

LINES: Final = (
    Line(
        "1a",
        "append of one event through the store, 16 writers",
        "bare asyncpg INSERT of the same row, 16 connections",
        "events/s",
        must=0.6,
        aim=0.85,
    ),
    Line(
        "1b",
        "a whole command transaction (event, idempotency, projection, deadline), 16 writers",
        "the same bare statements in BEGIN/COMMIT",
        "commands/s",
        must=0.6,
        aim=0.9,
    ),
    Line(
        "2a",
        "load an aggregate of 10 events, decide, append, one writer",
        "pyeventsourcing on the same PostgreSQL",
        "commands/s",
        must=2.5,
        aim=3.5,
    ),
    Line("2b", "the same, 16 writers", "pyeventsourcing, 16 threads", "commands/s", must=3, aim=6),
    Line(
        "3",
        "bulk import of contracts, validated, with events and tables",
        "COPY of the same rows alone",
        "contracts/s",
        must=0.3,
        aim=0.5,
    ),
    Line(
        "4",
        "relay, event table to Kafka acknowledged",
        "aiokafka producer alone, same payload and settings",
        "events/s",
        must=0.7,
        aim=0.9,
    ),
    Line(
        "5",
        "scoring rebuild of 1 M events of realistic mix, all read models, ready to serve",
        "aiokafka read and msgspec decode of the same topics, nothing folded",
        "events/s",
        must=0.4,
        aim=0.7,
    ),
    Line("6", "the same at 10 M events", "the rebuild of 1 M", "s", must=11, aim=10, good=Good.LESS),
    Line(
        "6 memory",
        "peak memory of the rebuild of 10 M events, below 1,536 MiB",
        "that of 1 M",
        "MiB",
        must=1.5,
        aim=1,
        good=Good.LESS,
    ),
    Line(
        "7",
        "p99 from the 201 of a signed contract to its visibility in scoring, 100 a second",
        "p99 of a bare produce to consume round trip",
        "ms",
        must=8,
        aim=4,
        good=Good.LESS,
    ),
    Line(
        "8",
        "customers registered over HTTP, p99 under 50 ms",
        "FastAPI with the same body validation, no database, same server and workers",
        "requests/s",
        must=0.12,
        aim=0.25,
    ),
    Line(
        "9",
        "customer 360 read over HTTP",
        "the same view from cached rows by bare asyncpg, same server and workers",
        "requests/s",
        must=0.5,
        aim=0.8,
    ),
    Line("13a", "BG/NBD fit of CDNOW, four starts", "lifetimes", "s", must=3, aim=8, good=Good.FASTER),
    Line(
        "13b",
        "BG/NBD fit of 1 M customers, equal rows collapsed",
        "lifetimes",
        "s",
        must=20,
        aim=60,
        good=Good.FASTER,
    ),
    Line("14", "`pactline up` to ready, warm", "PostgreSQL and Kafka alone", "s", must=2, aim=1.5, good=Good.LESS),
    Line(
        "15",
        "idle memory (PSS) of the whole installation",
        "PostgreSQL and Kafka alone",
        "MiB",
        must=2,
        aim=1.5,
        good=Good.LESS,
    ),
    Line(
        "16",
        "p99 of the first byte of the slowest page at 100 k customers and 100 k contracts",
        "100 ms; each page stands beside its bare queries below",
        "ms",
        must=1,
        aim=0.5,
        good=Good.LESS,
    ),
    *(
        Line(row, f"{what} at 1 M contracts, over HTTP", "the bare SQL query", "ms", must=2, aim=1.3, good=Good.LESS)
        for row, what in (
            ("17a", "contracts found by a word of their text"),
            ("17b", "ageing of all units"),
            ("17c", "figures by unit and month"),
            ("17d", "the contracts behind a figure"),
        )
    ),
)


@dataclass(frozen=True, slots=True)
class Measurement:
    """One run on fresh servers that fills `rows`. What it `needs` is started for it: "postgres", "kafka" or both."""

    name: str
    rows: tuple[str, ...]
    run: Callable[[Given], Awaitable[Outcome]]
    needs: frozenset[str] = frozenset({"postgres"})


POSTGRES: Final = frozenset({"postgres"})
KAFKA: Final = frozenset({"kafka"})
BOTH: Final = POSTGRES | KAFKA
NOTHING: Final[frozenset[str]] = frozenset()

MEASUREMENTS: Final = (
    Measurement("append", ("1a",), append.one_event, POSTGRES),
    Measurement("command", ("1b",), command.whole_command, POSTGRES),
    Measurement("aggregates", ("2a", "2b"), aggregates.load_decide_append, POSTGRES),
    Measurement("import", ("3",), importing.contracts_imported, POSTGRES),
    Measurement("relay", ("4",), relaying.relayed, BOTH),
    Measurement("growth", (), growth.of_the_store, BOTH),
    Measurement("visibility", ("7",), visibility.of_signed_contracts, BOTH),
    Measurement("registering", ("8",), registering.by_http, BOTH),
    Measurement("view", ("9",), reading_view.by_http, BOTH),
    Measurement("lifetimes", ("13a",), lifetimes.cdnow, NOTHING),
    Measurement("lifetimes of a million", ("13b",), lifetimes.a_million, NOTHING),
    Measurement("installation", ("14", "15"), installation.ready_and_idle, NOTHING),
    Measurement("pages", ("16",), showing.pages, BOTH),
    Measurement("volume", ("17a", "17b", "17c", "17d"), volume.of_contracts, BOTH),
    Measurement("rebuild", ("5", "6", "6 memory"), rebuilding.rebuilt, BOTH),
)
"""In the order they run. A measurement is chosen by its name or by any of its rows."""


def chosen(names: list[str]) -> list[Measurement]:
    """The measurements named, all of them unless any is. Raises `ValueError` for a name that is none."""
    known = {name for each in MEASUREMENTS for name in (each.name, *each.rows)}
    if unknown := sorted(set(names) - known):
        raise ValueError(f"{', '.join(unknown)}: not among {', '.join(sorted(known))}")
    return [each for each in MEASUREMENTS if not names or {each.name, *each.rows} & set(names)]
