"""The database is cut off during COMMIT: a command sent again under its key has its effect once, and is answered."""

import pytest

from shared.eventstore.database import role_name
from shared.testing.invariants.checking import Held, assert_holds
from shared.values.ids import new_id
from tests.faults.database.proxy import proxied
from tests.integration.web import sample
from tests.integration.web.conftest import prepared

WRITE = ["sample.note.write", "sample.note.read"]


@pytest.fixture
async def between(postgres_url):
    """A proxy that only cuts connections of callers' requests, and the address by way of it."""
    async with proxied(postgres_url, role_name("sample", "app")) as found:
        yield found


@pytest.fixture
async def service(serve, postgres_url, between, worker_name):
    _, url = between
    # a topic of its own, since it is held to be this store's alone
    prefix = f"{worker_name}.{new_id()[-8:]}."
    started = await serve(sample.SERVICE, prepare=prepared(postgres_url), database_url=url, topic_prefix=prefix)
    await started.unit("hq", None, "headquarters")
    return started


def held(service) -> Held:
    return Held([service.running.store], service.running.settings)


@pytest.mark.parametrize("cut", ["before it arrives", "before its answer"])
@pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.full)])
async def test_a_command_sent_again_with_its_key_has_one_effect(service, between, cut, times):
    proxy, _ = between
    caller = await service.caller("zhang", WRITE, "hq")
    told = []
    for number in range(times):
        proxy.arm(cut)
        key, body = {"Idempotency-Key": new_id()}, {"text": f"note {number}", "effective_on": "2026-01-05"}
        first = await caller.post("/v1/notes", json=body, headers=key)
        assert first.status_code == 503, first.text
        assert first.headers["content-type"] == "application/problem+json"
        assert proxy.cuts == number + 1
        again = await caller.post("/v1/notes", json=body, headers=key)
        assert again.status_code == 201, again.text
        assert ("idempotency-replayed" in again.headers) == (cut == "before its answer")
        third = await caller.post("/v1/notes", json=body, headers=key)
        assert (third.content, third.headers["idempotency-replayed"]) == (again.content, "true")
        told.append(again.headers["pactline-position"])
    assert len(set(told)) == times
    written = "SELECT count(*), count(DISTINCT stream_id) FROM events"
    assert await service.running.store.database.pool("system").fetchrow(written) == (times, times)
    await assert_holds(held(service), {"sample": told})
