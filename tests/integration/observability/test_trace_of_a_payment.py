"""One payment on real services: HTTP, store, relay, Kafka and two consumers are one tree at a real collector."""

import asyncio
import secrets

from tests.integration.observability.collector import Collector, Span, collecting
from tests.integration.observability.installation import paid, running, sold

SOON = {"OTEL_BSP_SCHEDULE_DELAY": "250"}
"""Milliseconds until a batch is sent: five seconds unless told otherwise."""
CONSUMER, PRODUCER, SERVER = 5, 4, 2
"""Kinds of spans as OTLP numbers them."""


def described(spans: dict[str, Span]) -> list[tuple[str, str]]:
    return sorted((one.service, one.name) for one in spans.values())


async def arrived(collector: Collector, trace: str, wanted: set[tuple[str, str]], seconds: float = 40) -> None:
    """Services send in batches."""
    async with asyncio.timeout(seconds):
        while not wanted <= set(described(collector.of(trace))):
            await asyncio.sleep(0.1)


async def test_a_payment_through_http_store_relay_kafka_and_two_consumers_is_one_tree():
    trace, caller = secrets.token_hex(16), secrets.token_hex(8)
    wanted = {
        ("pactline-contract", "POST /v1/contracts/{contract_id}/receipts"),
        ("pactline-contract", "store append"),
        ("pactline-contract", "payment.received.v1 publish"),
        ("pactline-notify", "payment.received.v1 process"),
        ("pactline-notify", "store append"),
        ("pactline-notify", "message.intended.v1 publish"),
        ("pactline-scoring", "payment.received.v1 fold"),
        ("pactline-scoring", "message.intended.v1 fold"),
    }
    with collecting() as collector, running(OTEL_EXPORTER_OTLP_ENDPOINT=collector.address, **SOON) as installation:
        async with installation.set_up() as (works, decides):
            client = {"kind": "organisation", "name": "Granite Harbour", "roles": ["customer"]}
            customer = (await works.post("customer", "/v1/customers", client))["customer_id"]
            contract = await sold(works, decides, customer)
            await installation.caught_up()
            await paid(works, contract, {"traceparent": f"00-{trace}-{caller}-01"})
            await arrived(collector, trace, wanted)
    assert collector.refused == []
    spans = collector.of(trace)
    [root] = [one for one in spans.values() if one.parent == caller]
    assert (root.name, root.kind) == ("POST /v1/contracts/{contract_id}/receipts", SERVER)
    assert [one for one in spans.values() if one is not root and one.parent not in spans] == []
    assert all(one.ended >= one.began for one in spans.values())
    by_name = {(one.service, one.name): one for one in spans.values()}
    heard = by_name["pactline-notify", "payment.received.v1 process"]
    assert (heard.kind, heard.parent) == (CONSUMER, root.id)
    assert by_name["pactline-contract", "payment.received.v1 publish"].kind == PRODUCER
    assert by_name["pactline-scoring", "payment.received.v1 fold"].kind == CONSUMER
    # What notify decided because of the payment hangs below its hearing of it, and goes on from there.
    assert by_name["pactline-notify", "store append"].parent == heard.id
    assert by_name["pactline-notify", "message.intended.v1 publish"].parent == heard.id
    assert by_name["pactline-scoring", "message.intended.v1 fold"].parent == heard.id
