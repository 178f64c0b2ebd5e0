"""Answers are kept in proportion to what they cost, made once for many, and never kept after a failure."""

import asyncio

import pytest

from services.scoring.customer_view.kept import MOST, TIMES, KeptAnswers


class Maker:
    """Makes a new number each time, taking a second of its clock."""

    def __init__(self) -> None:
        self.now = 100.0
        self.made = 0

    def clock(self) -> float:
        return self.now

    async def make(self) -> int:
        await asyncio.sleep(0)
        self.now += 1
        self.made += 1
        return self.made


async def test_an_answer_is_kept_so_many_times_as_long_as_it_took_to_make():
    maker = Maker()
    kept = KeptAnswers[int](maker.clock)
    assert await kept.get("unit", maker.make) == 1
    maker.now += TIMES - 0.1
    assert await kept.get("unit", maker.make) == 1
    maker.now += 0.2
    assert await kept.get("unit", maker.make) == 2


async def test_many_who_ask_at_once_wait_for_one():
    maker = Maker()
    kept = KeptAnswers[int](maker.clock)
    assert await asyncio.gather(*(kept.get("unit", maker.make) for _ in range(10))) == [1] * 10
    assert await kept.get("another", maker.make) == 2


async def test_a_failure_is_kept_for_nobody():
    maker = Maker()
    kept = KeptAnswers[int](maker.clock)

    async def fail() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        await kept.get("unit", fail)
    assert await kept.get("unit", maker.make) == 1


async def test_those_made_longest_ago_go():
    maker = Maker()
    kept = KeptAnswers[int](maker.clock)
    await kept.get("first", maker.make)
    for number in range(MOST):
        await kept.get(number, maker.make)
    maker.now -= MOST  # as if no time had passed
    assert await kept.get(MOST - 1, maker.make) == MOST + 1
    assert await kept.get("first", maker.make) == MOST + 2
