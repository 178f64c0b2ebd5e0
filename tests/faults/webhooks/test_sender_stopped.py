"""A sender that is ended in the middle of a batch lets go of its endpoint, where it is still its own: others go on."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from services.notify.settings import notify_settings
from services.notify.webhook.vault import Vault
from services.notify.webhook_delivery import queries
from services.notify.webhook_delivery.handlers import offer
from services.notify.webhook_delivery.offering import Offered
from services.notify.webhook_delivery.posting import Post
from services.notify.webhook_delivery.sending import AT_ONCE, BATCH, HOLD_SECONDS, Sender
from shared.eventstore.store import Store
from shared.testing.https import Https, https, status
from shared.testing.invariants.deliveries import on_their_way
from shared.testing.isolation import SECRET
from shared.values.ids import new_id
from tests.faults.webhooks.sending import UNIT, opened, registered, sent

NOTED = 2
FREE = "SELECT held_until <= clock_timestamp() FROM webhook_lanes"
UNTIL = "SELECT held_until FROM webhook_lanes"
DELIVERED = "SELECT delivery_id FROM webhook_deliveries WHERE stage = 'delivered'"


async def told(store: Store, count: int) -> None:
    """As many contracts were signed, and each is intended for the endpoint."""
    async with store.begin() as work:
        for _ in range(count):
            contract = new_id()
            at, data = work.context.now, {"contract_id": contract}
            name = f"contract-{contract}@1"
            await offer(work, Offered("contract", "contract.signed.v1", name, contract, UNIT, at, data))


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await holds():
            await asyncio.sleep(0.02)


async def silent(_: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


def times_asked(partner: Https) -> Counter[str]:
    return Counter(one.headers["webhook-id"] for one in partner.asked)


async def test_another_goes_on_at_once_after_one_that_was_stopped_in_mid_batch_and_repeats_nothing_noted(
    postgres_url, clone_database, trusted
):
    async with opened(postgres_url, await clone_database("notify"), SECRET) as store, https(trusted) as partner:
        await registered(store, SECRET, partner.address())
        await told(store, BATCH)
        partner.behaviours = [status(200)] * NOTED + [silent] * AT_ONCE
        pool, own = store.database.pool("system"), notify_settings()

        async def in_mid_batch() -> bool:
            return len(partner.asked) == NOTED + AT_ONCE and len(await pool.fetch(DELIVERED)) == NOTED

        async with Post(own.webhook_networks, own.webhook_ca_file) as post:
            stopped = asyncio.create_task(Sender(store, Vault(SECRET), post).run())
            await until(in_mid_batch)
            assert not await pool.fetchval(FREE)
            stopped.cancel()
            async with asyncio.timeout(5):  # as long as a service waits for what runs beside it
                await asyncio.gather(stopped, return_exceptions=True)
        assert await pool.fetchval(FREE)

        before, noted = times_asked(partner), {row["delivery_id"] for row in await pool.fetch(DELIVERED)}
        async with asyncio.timeout(HOLD_SECONDS / 3):
            await sent(store, SECRET)
        after = times_asked(partner)
        assert len(after) == len(await pool.fetch(DELIVERED)) == BATCH
        assert {one for one in after if after[one] > 1} == before.keys() - noted
        assert await on_their_way(store) == []


@pytest.mark.parametrize("stopped", [True, False], ids=["stopped", "at the end of its batch"])
async def test_who_held_an_endpoint_for_too_long_leaves_it_to_the_one_who_has_it_now(
    stopped, postgres_url, clone_database, trusted
):
    async with opened(postgres_url, await clone_database("notify"), SECRET) as store, https(trusted) as partner:
        webhook = await registered(store, SECRET, partner.address())
        await told(store, 1)
        own, goes_on = notify_settings(), asyncio.Event()

        async def late(writer: asyncio.StreamWriter) -> None:
            await goes_on.wait()
            await status(200)(writer)

        async def asked() -> bool:
            return len(partner.asked) == 1

        partner.behaviours = [late]
        pool = store.database.pool("system")
        async with Post(own.webhook_networks, own.webhook_ca_file) as post:
            batch = asyncio.create_task(Sender(store, Vault(SECRET), post).send_batch(webhook))
            await until(asked)
            theirs = await _taken_over(store, webhook)
            if stopped:
                batch.cancel()
            else:
                goes_on.set()
            await asyncio.gather(batch, return_exceptions=True)
        assert batch.cancelled() == stopped
        assert await pool.fetchval(UNTIL) == theirs


async def _taken_over(store: Store, webhook: str) -> datetime | None:
    """The hold has ended, and another sender's began."""
    await store.database.pool("system").execute("UPDATE webhook_lanes SET held_until = now() - interval '1 second'")
    async with store.begin() as work:
        return await queries.hold(work, webhook, HOLD_SECONDS)
