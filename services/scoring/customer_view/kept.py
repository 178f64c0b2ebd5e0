"""Answers that many people ask for and that take long to make, kept for a moment."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

A = TypeVar("A")

TIMES: Final = 20
"""An answer is kept so many times as long as it took to make: making it again takes a twentieth of the time at most."""
MOST: Final = 500
"""Answers kept at once; those made longest ago go."""


@dataclass(slots=True)
class _Kept(Generic[A]):
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    answers: list[A] = field(default_factory=list)
    until: float = 0.0


class KeptAnswers(Generic[A]):
    """Answers by what was asked. Each is made once, however many ask for it meanwhile; a failure is kept for nobody."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[Hashable, _Kept[A]] = {}

    async def get(self, asked: Hashable, make: Callable[[], Awaitable[A]]) -> A:
        """The answer that is kept, or one made now."""
        kept = self._kept.setdefault(asked, _Kept())
        async with kept.turn:
            if self._clock() >= kept.until:
                began = self._clock()
                kept.answers = [await make()]
                ended = self._clock()
                kept.until = ended + TIMES * (ended - began)
                self._kept[asked] = self._kept.pop(asked, kept)
                while len(self._kept) > MOST:
                    del self._kept[next(iter(self._kept))]
            return kept.answers[0]
