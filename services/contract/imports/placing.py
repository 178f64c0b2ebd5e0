"""Events go to the database while the next ones are decided and made ready: each of the two would wait for the other
otherwise.
"""

import asyncio
from collections.abc import Iterator
from types import TracebackType
from typing import Final, Self

from shared.eventstore.work import Work

PAUSED_EVERY: Final = 10
"""Decisions after which what came from the database is looked at."""


class Placing:
    """Sends what a work records, one batch at a time, in the transaction that it has; all is placed when the block
    ends.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._under_way: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        if error is None:
            await self._placed()
        elif self._under_way is not None:
            # What is on its way ends before the transaction is rolled back.
            await asyncio.gather(self._under_way, return_exceptions=True)

    async def place(self, deciding: Iterator[None]) -> None:
        """Lets decisions be made and recorded, and sends them when those before are in their place."""
        batch = self._work.take()
        for number, _ in enumerate(deciding):
            if number % PAUSED_EVERY == 0:
                batch.add(self._work.take())
                await asyncio.sleep(0)
        batch.add(self._work.take())
        await self._placed()
        self._under_way = asyncio.create_task(self._work.send(batch))

    async def _placed(self) -> None:
        under_way, self._under_way = self._under_way, None
        if under_way is not None:
            await under_way
