"""What a row is, what a measurement is given and gives back, and how a figure is taken: in turn with its reference."""

import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

ROUNDS: Final = 5
ROUNDS_OF_LONG: Final = 3
"""Where one round takes over three minutes."""


class Good(StrEnum):
    """Which way a ratio is good, and what it is the ratio of."""

    MORE = "more"
    """A rate: value / reference, at least the target."""
    LESS = "less"
    """A time or a size: value / reference, at most the target."""
    FASTER = "faster"
    """A time that is to be beaten: reference / value, at least the target."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table before it is measured: `what` beside `reference`, both in `unit`.

    `must` is the ratio it has to reach, `aim` where the best design would come to.
    """

    row: str
    what: str
    reference: str
    unit: str
    must: float
    aim: float
    good: Good = Good.MORE


@dataclass(frozen=True, slots=True)
class Given:
    """What a measurement works with: servers of its own (an address is empty where it asked for none), a folder that is
    gone afterwards, whether it runs short, which only shows that it runs, and where Kafka keeps its logs, if known.
    """

    postgres_url: str
    kafka: str
    folder: Path
    short: bool = False
    kafka_logs: Path | None = None

    @property
    def rounds(self) -> int:
        return 1 if self.short else ROUNDS


@dataclass(frozen=True, slots=True)
class Taken:
    """The medians of a row and its reference, and whatever else its page shows (a distribution, rounds, sizes).

    `holds` says whether that is so what the row asks besides its ratio.
    """

    value: float
    reference: float
    detail: Mapping[str, Any] = field(default_factory=dict)
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Grown:
    """One point of a row's growth: both figures at `size` events."""

    row: str
    size: int
    value: float
    reference: float


@dataclass(frozen=True, slots=True)
class Stored:
    """What so many events take on disk in one place."""

    place: str
    events: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one measurement found: figures by row, points of growth, and what was stored."""

    rows: Mapping[str, Taken] = field(default_factory=dict)
    growth: Sequence[Grown] = ()
    stored: Sequence[Stored] = ()


def as_json(line: Line, taken: Taken) -> dict[str, Any]:
    """The line as it stands in results.json."""
    ratio = ratio_of(line, taken)
    return {
        "row": line.row,
        "what": line.what,
        "compared_with": line.reference,
        "value": _short(taken.value),
        "reference": _short(taken.reference),
        "unit": line.unit,
        "ratio": round(ratio, 3),
        "good": line.good.value,
        "target": line.must,
        "aim": line.aim,
        "met": met(line, taken),
        **({"detail": dict(taken.detail)} if taken.detail else {}),
    }


def stored_as_json(one: Stored) -> dict[str, Any]:
    """The same of what was stored."""
    return {"place": one.place, "events": one.events, "bytes": one.bytes, "each": round(one.bytes / one.events)}


def ratio_of(line: Line, taken: Taken) -> float:
    """Of the row to its reference, the way round that its target speaks of."""
    if line.good is Good.FASTER:
        return taken.reference / taken.value
    return taken.value / taken.reference


def met(line: Line, taken: Taken) -> bool:
    """Whether the ratio reaches what it must, and all else holds that the row asks."""
    ratio = ratio_of(line, taken)
    return taken.holds and (ratio <= line.must if line.good is Good.LESS else ratio >= line.must)


def _short(figure: float) -> float:
    return round(figure, 1) if figure >= 100 else float(f"{figure:.4g}")


Run = Callable[[], Awaitable[object]]


async def seconds_of(run: Run) -> float:
    """How long one round takes; garbage of earlier rounds is not in it."""
    gc.collect()
    start = time.perf_counter()
    await run()
    return time.perf_counter() - start


async def in_turn(rounds: int, ours: Run, theirs: Run, ready: Run | None = None) -> tuple[list[float], list[float]]:
    """The seconds of each round of both, one after the other, so that a slow minute of the machine meets both.

    `ready` runs before each pair, outside the time.
    """
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        if ready is not None:
            await ready()
        for times, run in zip(taken, (ours, theirs), strict=True):
            times.append(await seconds_of(run))
    return taken


async def rates(count: int, rounds: int, ours: Run, theirs: Run, ready: Run | None = None) -> Taken:
    """Operations a second of both, each the median of `rounds` rounds of `count` operations, taken in turn."""
    taken = await in_turn(rounds, ours, theirs, ready)
    values, references = ([round(count / time, 1) for time in times] for times in taken)
    detail = {"rounds": values, "reference_rounds": references, "operations": count}
    return Taken(statistics.median(values), statistics.median(references), detail)
