"""What no caller meant: bodies, paths and queries made from the published document, right ones and wrong ones."""

import asyncio

from shared.testing.hostile import attack, behind_a_socket
from shared.testing.serving import Serving
from tests.integration.security import streams

from .conftest import HQ, NORTH


async def test_no_input_brings_a_fault_or_an_undocumented_answer(service: Serving):
    await streams.record_streams(service, NORTH, HQ)
    known = {**streams.things_of(service.app.openapi()), **await something_of_each(service)}
    token = {"Authorization": f"Bearer {service.issuer.token('anna', 'customer', lifetime=3000)}"}
    async with behind_a_socket(service.app) as address:
        faults = await asyncio.to_thread(attack, service.app.openapi(), address, token, known)
    assert faults == []


async def something_of_each(service: Serving) -> dict[str, str]:
    anna = await service.caller("anna", ["customer.*"], HQ)
    customer = await anna.post("/v1/customers", json={"kind": "person", "person_name": "王小明"})
    address = f"/v1/customers/{customer.json()['customer_id']}/contacts"
    contact = await anna.post(address, json={"role": "buyer", "name": "李雷"})
    sent = await anna.post("/v1/imports", params={"source": "s"}, content=b"{}")
    return {**customer.json(), **contact.json(), **sent.json()}
