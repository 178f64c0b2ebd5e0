import asyncio

from services.notify.rule.shipped import SHIPPED
from shared.testing.hostile import attack, behind_a_socket
from tests.integration.security import streams

from .conftest import ALL, Notify, planned, signed


async def test_no_input_brings_a_fault_or_an_undocumented_answer(notify: Notify):
    await notify.hears(signed(), planned())
    await notify.sends()
    li = await notify.serving.caller("li", ALL, "nanjing")
    await li.post("/v1/rules", json={"definition": SHIPPED[0].model_dump(mode="json")})
    await streams.record_streams(notify.serving, "nanjing", "jiangsu")
    known = {
        **streams.things_of(notify.serving.app.openapi()),
        "message_id": (await li.get("/v1/messages")).json()["messages"][0]["message_id"],
        "task_id": (await li.get("/v1/tasks")).json()["tasks"][0]["task_id"],
    }
    token = {"Authorization": f"Bearer {notify.serving.issuer.token('li', 'notify', lifetime=3000)}"}
    async with behind_a_socket(notify.serving.app) as address:
        document = notify.serving.app.openapi()
        faults = await asyncio.to_thread(attack, document, address, token, known, ["/v1/inbox/stream"])
    assert faults == []
