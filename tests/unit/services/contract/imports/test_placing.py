"""Deciding goes on while what was decided before is on its way, and nothing is left under way at the end."""

import asyncio

import pytest

from services.contract.imports.placing import PAUSED_EVERY, Placing


class Taken:
    """What was decided up to a moment."""

    def __init__(self, decided: int) -> None:
        self.decided = decided

    def add(self, later: "Taken") -> None:
        self.decided += later.decided


class Flushed:
    """Takes a moment for each batch, and says what happened in order and how much each batch held."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.batches: list[int] = []

    def take(self) -> Taken:
        fresh = self.said.count("decided") - self.said.count("taken")
        self.said += ["taken"] * fresh
        return Taken(fresh)

    async def send(self, batch: Taken) -> None:
        self.batches.append(batch.decided)
        self.said.append("sent")
        await asyncio.sleep(0)
        self.said.append("placed")


def deciding(flushed, count, *, fails=False):
    for number in range(count):
        yield
        flushed.said.append("decided")
        if fails and number == count - 1:
            raise ValueError("refused")


async def test_the_next_rows_are_decided_while_those_before_are_placed():
    flushed = Flushed()
    async with Placing(flushed) as placing:
        await placing.place(deciding(flushed, 1))
        await placing.place(deciding(flushed, 2 * PAUSED_EVERY))
    first = flushed.said.index("placed")
    assert flushed.batches == [1, 2 * PAUSED_EVERY]
    assert flushed.said[:3] == ["decided", "taken", "sent"]
    assert 0 < flushed.said[:first].count("decided") < flushed.said.count("decided")
    assert flushed.said[-2:] == ["sent", "placed"]


async def test_a_row_that_fails_leaves_nothing_under_way():
    flushed = Flushed()
    with pytest.raises(ValueError, match="refused"):
        async with Placing(flushed) as placing:
            await placing.place(deciding(flushed, 1))
            await placing.place(deciding(flushed, 3, fails=True))
    assert flushed.said.count("sent") == flushed.said.count("placed") == 1
