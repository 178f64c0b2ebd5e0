"""The table of rows, and the measurements that fill it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from bench import aggregates, append, command, growth, importing, relaying
from bench.measure import Given, Line, Outcome

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
)
"""In the order they run. A measurement is chosen by its name or by any of its rows."""


def chosen(names: list[str]) -> list[Measurement]:
    """The measurements named, all of them unless any is. Raises `ValueError` for a name that is none."""
    known = {name for each in MEASUREMENTS for name in (each.name, *each.rows)}
    if unknown := sorted(set(names) - known):
        raise ValueError(f"{', '.join(unknown)}: not among {', '.join(sorted(known))}")
    return [each for each in MEASUREMENTS if not names or {each.name, *each.rows} & set(names)]
