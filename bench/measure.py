"""One measured row, and how a figure is taken: rounds in turn with the reference, the median of both."""

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Servers:
    """The real servers a row measures on."""

    postgres_url: str


@dataclass(frozen=True)
class Row:
    """A line of the table: `value` and `reference` in `unit`, `ratio` of both, `target` the ratio it must reach."""

    row: str
    what: str
    value: float
    reference: float
    unit: str
    target: float

    @property
    def ratio(self) -> float:
        return self.value / self.reference

    @property
    def met(self) -> bool:
        return self.ratio >= self.target

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "ratio": round(self.ratio, 3), "met": self.met}

    def line(self) -> str:
        verdict = "met" if self.met else "MISSED"
        return (
            f"{self.row:4} {self.what:60} {self.value:12,.0f} {self.reference:12,.0f} {self.unit:10}"
            f" ratio {self.ratio:5.2f} (must {self.target}) {verdict}"
        )


async def rates(
    count: int, rounds: int, ours: Callable[[], Awaitable[object]], theirs: Callable[[], Awaitable[object]]
) -> tuple[float, float]:
    """Operations a second of both, each the median of `rounds` rounds of `count` operations, taken in turn."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for times, run in zip(taken, (ours, theirs), strict=True):
            start = time.perf_counter()
            await run()
            times.append(count / (time.perf_counter() - start))
    return statistics.median(taken[0]), statistics.median(taken[1])
