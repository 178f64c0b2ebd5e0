"""kill -9 of a sender around its request: what was sent and not noted is sent again under its id, in order by key."""

import asyncio
import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from services.notify.webhook_delivery.sending import AT_ONCE, HOLD_SECONDS
from shared.testing.https import Https, https, status
from shared.testing.invariants.checking import Held, assert_holds
from shared.testing.isolation import SECRET
from tests.faults.relaying import relaying
from tests.faults.victims import killed
from tests.faults.webhooks.sending import opened, registered, sent, told
from tests.integration.messaging.conftest import settings

__all__ = ["settings"]

VICTIM = Path(__file__).with_name("victim.py")
POINTS = (
    ("before the request", 2),
    ("after the request", 1),
    ("after the request", 8),
    ("before the result commits", 5),
    ("after the result commits", 4),
)
KEYS, EACH = 3, 4
LAPS = 6
"""In the long form, each through all points, all to one endpoint."""


def times_asked(partner: Https) -> Counter[str]:
    return Counter(one.headers["webhook-id"] for one in partner.asked)


async def freed(store, *, waited_out: bool) -> None:
    """The endpoint is the dead sender's for a bounded time, which is waited out, or taken from it here."""
    pool = store.database.pool("system")
    left = await pool.fetchval("SELECT extract(epoch FROM held_until - now()) FROM webhook_lanes")
    assert 0 < left <= HOLD_SECONDS
    if not waited_out:
        await pool.execute("UPDATE webhook_lanes SET held_until = now()")


@pytest.mark.parametrize("laps", [1, pytest.param(LAPS, marks=pytest.mark.full)])
async def test_nothing_is_lost_or_stuck_and_repeats_have_their_id_whenever_a_sender_dies(
    laps, settings, clone_database, trusted
):
    database, everything = await clone_database("notify"), []
    async with opened(settings.database_url, database, SECRET) as store, https(trusted) as partner:
        webhook = await registered(store, SECRET, partner.address())
        pool = store.database.pool("system")
        kills = [(lap, *point) for lap in range(laps) for point in POINTS]
        for lap, point, times in kills:
            everything += await told(store, settings, KEYS, EACH)
            partner.behaviours = [status(503)] if point == "after the result commits" else []
            await killed(VICTIM, point, times, database, SECRET, settings=settings)
            before = times_asked(partner)
            rows = await pool.fetch("SELECT delivery_id, stage, attempts FROM webhook_deliveries")
            unknown = {row["delivery_id"] for row in rows if row["stage"] == "waiting" and not row["attempts"]}
            unknown &= before.keys()
            assert len(rows) == len(everything)
            assert len(unknown) <= AT_ONCE
            if point in ("after the request", "before the result commits"):
                assert unknown

            await freed(store, waited_out=laps > 1 and (lap, point, times) == kills[-1])
            async with asyncio.timeout(60 + HOLD_SECONDS):
                await sent(store, SECRET)
            after = times_asked(partner)
            assert {one for one in before if after[one] > before[one]} >= unknown
            delivered = {row["delivery_id"] for row in rows if row["stage"] == "delivered"}
            assert all(after[one] == before[one] for one in delivered)

        assert_received(partner, everything)
        stages = "SELECT stage, count(*) FROM webhook_deliveries WHERE webhook_id = $1 GROUP BY stage"
        assert await pool.fetch(stages, webhook) == [("delivered", len(everything))]
        async with relaying(store, settings):
            await assert_holds(Held([store], settings))


def assert_received(partner: Https, everything: list[str]) -> None:
    """Every event came, under one id and with one text each; of a key none came before the one before it was over."""
    ids, bodies, orders = defaultdict(set), defaultdict(set), defaultdict(list)
    for asked in partner.asked:
        said = json.loads(asked.body)
        ids[said["id"]].add(asked.headers["webhook-id"])
        bodies[said["id"]].add(asked.body)
        orders[said["partitionkey"]].append(int(said["sequence"]))
    assert sorted(ids) == sorted(everything)
    assert len(set().union(*ids.values())) == len(everything)
    assert {len(one) for one in (*ids.values(), *bodies.values())} == {1}
    assert [order for order in orders.values() if order != sorted(order)] == []
