"""What comes out of a library that is closed ends nobody but itself."""

import asyncio

import pytest

from shared.messaging.closing import ended_within, is_cancelled


async def ends() -> None:
    await asyncio.sleep(0)


async def fails() -> None:
    raise OSError("the connection is gone")


async def is_cut_off_by_its_own_task() -> None:
    """As aiokafka's fetcher waits for a task of its own that it has cancelled."""
    own = asyncio.ensure_future(asyncio.sleep(60))
    own.cancel()
    await own


async def stays() -> None:
    await asyncio.sleep(60)


@pytest.mark.parametrize(
    ("closing", "over"), [(ends, True), (fails, True), (is_cut_off_by_its_own_task, False), (stays, False)]
)
async def test_whoever_closes_lives_on_and_knows_whether_it_is_over(closing, over):
    async with asyncio.timeout(5):
        assert await ended_within(0.05, closing()) is over
    assert not is_cancelled()


async def test_who_is_cancelled_while_closing_ends_and_so_does_the_closing():
    ended = asyncio.Event()

    async def closing() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    task = asyncio.create_task(ended_within(60, closing()))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(1):
        await ended.wait()
