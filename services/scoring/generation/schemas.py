"""Read models and rebuilds over HTTP."""

from datetime import datetime
from typing import Any

from pydantic import Field

from shared.web.schemas import Answer, Body


class ModelState(Answer):
    """A read model: which generation serves it, how far behind the topics that feed it this is (null while that isn't
    known), what it was rebuilt to.

    `checksum` is of the rows now when it was asked for, else of the last rebuild; equal content has equal checksums.
    """

    model: str
    generation: int
    lag: int | None
    checksum: str | None
    swapped_at: datetime | None
    positions: dict[str, list[int]]


class ModelStates(Answer):
    models: list[ModelState]


class RebuildBody(Body):
    """All models unless named. `accept_differences` swaps although the content differs, as after a change of code."""

    models: list[str] = Field(default_factory=list, max_length=20)
    accept_differences: bool = False


class RebuildState(Answer):
    """A generation on its way: records read of those there were when it began, and the rest in seconds."""

    generation: int
    models: list[str]
    state: str
    indexed: bool
    read: int
    goal: int
    repeats: int
    records_per_second: float | None
    seconds_left: float | None
    started_at: datetime
    swapped_at: datetime | None
    failure: str | None
    verdict: dict[str, Any] | None


class RebuildStates(Answer):
    rebuilds: list[RebuildState]


class RebuildStarted(Answer):
    models: list[str]
