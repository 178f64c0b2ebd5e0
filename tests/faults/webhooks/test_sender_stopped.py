"""A sender that is ended in the middle of a batch, or meets an error there, lets go of its endpoint, where it is still
its own: others go on.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg
import pytest

from services.notify.settings import notify_settings
from services.notify.webhook.vault import Vault
from services.notify.webhook_delivery import queries
from services.notify.webhook_delivery.handlers import offer
from services.notify.webhook_delivery.offering import Offered
from services.notify.webhook_delivery.posting import Post
from services.notify.webhook_delivery.sending import (
    AT_ONCE,
    BATCH,
    HOLD_SECONDS,
    LONGEST_REST,
    REST_SECONDS,
    Sender,
)
from shared.eventstore.database import url_with
from shared.eventstore.store import Store
from shared.security.sealing import SealBrokenError
from shared.testing.https import Https, https, status
from shared.testing.invariants.deliveries import on_their_way
from shared.testing.isolation import SECRET
from shared.values.ids import new_id
from tests.faults.webhooks.sending import UNIT, opened, registered, sent

NOTED = 2
FREE = "SELECT held_until <= clock_timestamp() FROM webhook_lanes"
UNTIL = "SELECT held_until FROM webhook_lanes"
LEFT = "SELECT extract(epoch FROM held_until - clock_timestamp())::float FROM webhook_lanes"
FREED = "UPDATE webhook_lanes SET held_until = now()"
SECRET_NOW = "SELECT secret FROM webhook_targets"
SECRET_IS = "UPDATE webhook_targets SET secret = $1"
SPOILT = bytes(64)
"""Under no seal of ours: whoever is to sign by it meets an error that no try ends."""
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


@pytest.mark.parametrize("ends", ["stopped", "by an error", "at the end of its batch"])
async def test_who_held_an_endpoint_for_too_long_leaves_it_to_the_one_who_has_it_now(
    ends, postgres_url, clone_database, trusted
):
    async with opened(postgres_url, await clone_database("notify"), SECRET) as store, https(trusted) as partner:
        webhook = await registered(store, SECRET, partner.address())
        await told(store, AT_ONCE + 1)
        pool = store.database.pool("system")
        async with in_mid_batch(store, partner, webhook) as (_, batch, go_on):
            theirs = await _taken_over(store, webhook)
            if ends == "stopped":
                batch.cancel()
            elif ends == "by an error":
                await pool.execute(SECRET_IS, SPOILT)
            go_on.set()
            await asyncio.gather(batch, return_exceptions=True)
        assert batch.cancelled() == (ends == "stopped")
        assert batch.cancelled() or bool(batch.exception()) == (ends == "by an error")
        assert await pool.fetchval(UNTIL) == theirs


@asynccontextmanager
async def in_mid_batch(
    store: Store, partner: Https, webhook: str
) -> AsyncIterator[tuple[Sender, asyncio.Task[bool], asyncio.Event]]:
    """A sender whose first requests are on their way; they are answered when it may go on, and the others follow."""
    own, go_on = notify_settings(), asyncio.Event()

    async def late(writer: asyncio.StreamWriter) -> None:
        await go_on.wait()
        await status(200)(writer)

    async def asked() -> bool:
        return len(partner.asked) == AT_ONCE

    partner.behaviours = [late] * AT_ONCE
    async with Post(own.webhook_networks, own.webhook_ca_file) as post:
        sender = Sender(store, Vault(SECRET), post)
        batch = asyncio.create_task(sender.send_batch(webhook))
        await until(asked)
        yield sender, batch, go_on
        await asyncio.gather(batch, return_exceptions=True)


async def _taken_over(store: Store, webhook: str) -> datetime | None:
    """The hold has ended, and another sender's began."""
    await store.database.pool("system").execute("UPDATE webhook_lanes SET held_until = now() - interval '1 second'")
    async with store.begin() as work:
        return await queries.hold(work, webhook, HOLD_SECONDS)


async def test_a_batch_that_ends_by_an_error_frees_its_endpoint_after_a_rest_that_grows_while_the_error_repeats(
    postgres_url, clone_database, trusted
):
    async with opened(postgres_url, await clone_database("notify"), SECRET) as store, https(trusted) as partner:
        webhook = await registered(store, SECRET, partner.address())
        await told(store, BATCH)
        pool = store.database.pool("system")
        secret = await pool.fetchval(SECRET_NOW)
        async with in_mid_batch(store, partner, webhook) as (sender, batch, go_on):
            await pool.execute(SECRET_IS, SPOILT)
            go_on.set()
            with pytest.raises(SealBrokenError):
                await batch
            assert await pool.fetchval(LEFT) <= REST_SECONDS
            assert len(partner.asked) == len(await pool.fetch(DELIVERED)) == AT_ONCE

            for rest in (2 * REST_SECONDS, 4 * REST_SECONDS, 8 * REST_SECONDS, 16 * REST_SECONDS, *[LONGEST_REST] * 2):
                await pool.execute(FREED)
                with pytest.raises(SealBrokenError):
                    await sender.send_batch(webhook)
                assert rest / 2 < await pool.fetchval(LEFT) <= rest
            assert not await sender.send_batch(webhook)  # it rests, so that nothing is tried
            async with store.begin(read_only=True) as work:
                assert not await queries.endpoints_with_work(work)

            await pool.execute(SECRET_IS, secret)
            await pool.execute(FREED)
            assert await sender.send_batch(webhook)
            await told(store, 1)
            await pool.execute(SECRET_IS, SPOILT)
            with pytest.raises(SealBrokenError):
                await sender.send_batch(webhook)
            assert await pool.fetchval(LEFT) <= REST_SECONDS

        await pool.execute(SECRET_IS, secret)
        async with asyncio.timeout(HOLD_SECONDS / 3):
            await sent(store, SECRET)
        assert sorted(times_asked(partner).values()) == [1] * (BATCH + 1)
        assert await on_their_way(store) == []


async def test_an_endpoint_is_let_go_of_when_the_database_that_went_away_in_a_batch_is_back(
    postgres_url, clone_database, trusted
):
    name = await clone_database("notify")
    server = await asyncpg.connect(postgres_url)
    async with opened(postgres_url, name, SECRET) as store, https(trusted) as partner:
        webhook = await registered(store, SECRET, partner.address())
        await told(store, 1)
        pool, own = store.database.pool("system"), notify_settings()

        async def taken() -> bool:
            return await pool.fetchval(FREE) is False

        holding_up = await asyncpg.connect(url_with(postgres_url, database=name))
        await holding_up.execute("BEGIN; LOCK TABLE webhook_deliveries")
        async with Post(own.webhook_networks, own.webhook_ca_file) as post:
            batch = asyncio.create_task(Sender(store, Vault(SECRET), post).send_batch(webhook))
            await until(taken)
            await server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            await server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
            await asyncio.sleep(1.5)
            assert not batch.done()
            await server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
            # a connection cut off between two messages is told as an error of the client itself
            with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)):
                await batch
        assert await pool.fetchval(LEFT) <= REST_SECONDS
        async with asyncio.timeout(HOLD_SECONDS / 3):
            await sent(store, SECRET)
        assert len(partner.asked) == 1
    holding_up.terminate()
    await server.close()
