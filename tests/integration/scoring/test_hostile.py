"""What no caller meant: bodies, paths and queries made from the published document, right ones and wrong ones."""

import asyncio

from services.scoring.app import SERVICE
from shared.messaging.producer import EventProducer
from shared.testing.hostile import attack, behind_a_socket
from shared.testing.serving import Serve
from shared.values.ids import new_id
from tests.integration.security import streams
from tests.unit.services.scoring.folding.made import registered, told


async def test_no_input_brings_a_fault_or_an_undocumented_answer(serve: Serve):
    scoring = await serve(SERVICE)
    headquarters = await scoring.unit(new_id(), None, "headquarters")
    known = {"customer_id": new_id(), "unit_id": headquarters}
    producer = EventProducer(scoring.running.settings, "customer")
    await producer.publish(told([registered(known["customer_id"])], key=known["customer_id"], unit=headquarters))
    await producer.stop()
    await scoring.ready()
    await streams.record_streams(scoring, headquarters, headquarters)
    known = {**streams.things_of(scoring.app.openapi()), **known}
    await scoring.grant("anna", ["scoring.*", "platform.*"], headquarters)
    token = {"Authorization": f"Bearer {scoring.issuer.token('anna', 'scoring', lifetime=3000)}"}
    async with behind_a_socket(scoring.app) as address:
        faults = await asyncio.to_thread(attack, scoring.app.openapi(), address, token, known)
    assert faults == []
