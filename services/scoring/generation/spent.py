"""How long a rebuild spends on each of its stages: what a profile needs to say which of them grows how."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

STAGES: Final[Mapping[str, str]] = {
    "read": "all records read, folded and landed",
    "fetch": "of it: a reader waits for Kafka",
    "fold": "of it: records are decoded and folded",
    "land": "of it: rows are copied and committed",
    "join": "runs of versions joined, repeats dropped",
    "index": "tables indexed and analysed",
    "level": "brought to where the topics end",
    "compare": "sums and checksums by unit",
    "swap": "readers go over, old tables go",
}
"""In their order. Seconds on the clock, those of `OF_READERS` of all readers together."""

OF_READERS: Final = ("fetch", "fold", "land")


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by stage."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def on(self, stage: str) -> Iterator[None]:
        """Counts the time inside to the stage, however it ends."""
        began = perf_counter()
        try:
            yield
        finally:
            self.add({stage: perf_counter() - began})

    def add(self, seconds: Mapping[str, float]) -> None:
        """What somebody else has spent."""
        for stage, more in seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + more
