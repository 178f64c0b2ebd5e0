"""What the pages need of scoring's read models and rebuilds."""

from datetime import datetime

from pydantic import Field

from services.portal.pages.frame.asking import Seen


class Model(Seen):
    model: str
    generation: int
    lag: int | None
    checksum: str | None
    swapped_at: datetime | None


class Models(Seen):
    models: list[Model]


class Verdict(Seen):
    compared: bool
    reason: str = ""
    rows: int = 0
    differences: list[str] = Field(default_factory=list)
    checksums: dict[str, str] = Field(default_factory=dict)


class Rebuild(Seen):
    generation: int
    models: list[str]
    state: str
    read: int
    goal: int
    records_per_second: float | None
    seconds_left: float | None
    started_at: datetime
    swapped_at: datetime | None
    failure: str | None
    verdict: Verdict | None

    @property
    def share(self) -> int:
        """In percent."""
        return min(100, round(100 * self.read / self.goal)) if self.goal else 100

    @property
    def runs(self) -> bool:
        return self.state in ("reading", "following")

    @property
    def comparing(self) -> bool:
        """Everything is read: indexes are made, and rows held against those that serve."""
        return self.runs and self.read >= self.goal


class Rebuilds(Seen):
    rebuilds: list[Rebuild]
