"""Whoever reads topics beside others' requests takes little at once and rests in proportion to what it took."""

import asyncio
import time

import pytest

from shared.messaging.audit.topic import LONGEST_REST, Pace


@pytest.fixture
def rests(monkeypatch):
    """How long was rested, instead of resting."""
    found: list[float] = []

    async def rest(seconds):
        found.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", rest)
    return found


async def test_a_tenth_of_the_time_is_nine_times_as_much_rest_as_a_page_took(rests):
    pace = Pace(share=0.1)
    await pace.rest()
    assert rests == []
    time.sleep(0.003)  # noqa: ASYNC251 - the page that took so long
    await pace.rest()
    assert 9 * 0.003 <= rests[0] <= LONGEST_REST


async def test_what_runs_by_itself_never_rests(rests):
    pace = Pace()
    for _ in range(3):
        await pace.rest()
    assert rests == []


async def test_a_page_that_stood_still_is_not_paid_back_for_ever(rests):
    pace = Pace(share=0.1, _since=time.perf_counter() - 60)
    await pace.rest()
    assert rests == [LONGEST_REST]
