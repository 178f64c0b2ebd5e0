"""A look at what may stand still ends within its bound."""

import asyncio

import pytest

from shared.web.health import _left_alone, _within


async def test_a_look_that_does_not_let_go_is_not_waited_for():
    let_go = asyncio.Event()

    async def stubborn() -> bool:
        try:
            await asyncio.sleep(60)
        finally:
            await let_go.wait()
        return True

    async with asyncio.timeout(5):
        assert await _within(0.01, stubborn()) is None
        assert len(_left_alone) == 1
        let_go.set()
        while _left_alone:
            await asyncio.sleep(0)


async def failing(error: Exception) -> bool:
    raise error


async def test_what_is_away_gives_nothing_and_a_fault_of_ours_is_one():
    assert await _within(5, failing(ConnectionResetError())) is None
    with pytest.raises(ValueError, match="ours"):
        await _within(5, failing(ValueError("ours")))
