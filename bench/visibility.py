"""Row 7: from the 201 of a contract's last signature until scoring shows the contract, at a steady hundred a second."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from bench.http_client import Client, client, each
from bench.http_load import distribution
from bench.measure import Given, Outcome, Taken
from bench.served import Served, services
from bench.waiting import until
from shared.messaging.broker import connection_options
from shared.messaging.topics import topic_of
from shared.settings import PlatformSettings
from shared.values.ids import new_id

A_SECOND: Final = 100
CONTRACTS: Final = 1_000
"""Signed in a round."""
LOOKED_EVERY: Final = 0.001
SIGNED: Final = "SELECT contract_id FROM contract_facts WHERE contract_id = ANY ($1) AND kind = 'signed'"
MONEY: Final = {"amount": "100.00", "currency": "CNY"}
ROUTE: Final = {
    "step": "legal", "stage": 1, "review": "legal", "unit": "own", "permission": "contract.approval.legal",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ready:
    """A contract that its last signature is missing from."""

    contract_id: str
    text_hash: str


async def of_signed_contracts(given: Given) -> Outcome:
    count = 5 if given.short else CONTRACTS
    async with services(given, ["contract", "scoring"]) as served:
        drafter = await served.caller("contract", ["contract.*"])
        chief = await served.caller("contract", ["contract.*"])
        async with client(served.ports["contract"]) as asking, _looking(served) as looking:
            type_id = await _type(asking, drafter)
            rounds, references = [], []
            for _ in range(given.rounds):
                waiting = await each(range(count), lambda _: _prepared(asking, drafter, chief, type_id))
                await asyncio.sleep(0.2 if given.short else 2)  # what preparing left behind is folded by then
                rounds.append(await _signed(asking, drafter, looking, waiting))
                references.append(await round_trips(served.settings, count))
    of_all, of_references = ([one for each_round in found for one in each_round] for found in (rounds, references))
    value, reference = (median(distribution(one)["99"] for one in found) for found in (rounds, references))
    detail = {
        "a_second": A_SECOND, "contracts": len(of_all), "milliseconds": distribution(of_all),
        "reference_milliseconds": distribution(of_references),
        "rounds": [distribution(one)["99"] for one in rounds],
        "reference_rounds": [distribution(one)["99"] for one in references],
    }  # fmt: skip
    return Outcome({"7": Taken(value, reference, detail)})


async def _type(asking: Client, drafter: dict[str, str]) -> str:
    body = {"code": "sales", "name": "Sales", "direction": "sales", "number_prefix": "S", "route": [ROUTE]}
    return str((await asking.post("/v1/types", body, drafter))["type_id"])


async def _prepared(asking: Client, drafter: dict[str, str], chief: dict[str, str], type_id: str) -> Ready:
    plan = {"clause": "3", "phase": "all", "debtor": "counterparty", "amount": MONEY,
            "after": {"event": "invoice", "days": 30}}  # fmt: skip
    draft = {"type_id": type_id, "text": "We sell ten fans.", "title": "Fans", "counterparty_id": new_id(),
             "amount": MONEY, "plan": [plan]}  # fmt: skip
    drafted = await asking.post("/v1/contracts", draft, drafter)
    address = f"/v1/contracts/{drafted['contract_id']}"
    submitted = await asking.post(f"{address}/submission", None, drafter, if_match=1)
    decision = f"/v1/approvals/{submitted['approval_id']}/decisions"
    await asking.post(decision, {"decision": "approve"}, chief)
    signature = {"side": "us", "text_hash": submitted["text_hash"]}
    await asking.post(f"{address}/signatures", signature, drafter)
    return Ready(drafted["contract_id"], submitted["text_hash"])


@dataclass
class Looking:
    """Looks all the time which of the awaited contracts scoring shows, and notes when."""

    conn: Any
    awaited: set[str] = field(default_factory=set)
    seen: dict[str, float] = field(default_factory=dict)

    async def run(self) -> None:
        while True:
            if self.awaited:
                found = await self.conn.fetch(SIGNED, list(self.awaited))
                now = time.perf_counter()
                for row in found:
                    self.awaited.discard(row["contract_id"])
                    self.seen[row["contract_id"]] = now
            await asyncio.sleep(LOOKED_EVERY)


@asynccontextmanager
async def _looking(served: Served) -> AsyncIterator[Looking]:
    conn = await asyncpg.connect(served.database("scoring"))
    looking = Looking(conn)
    task = asyncio.create_task(looking.run())
    try:
        yield looking
    finally:
        task.cancel()
        await asyncio.wait([task])
        await conn.close()


async def _signed(asking: Client, drafter: dict[str, str], looking: Looking, ready: Sequence[Ready]) -> list[float]:
    """Seconds from each answer to being seen; nought for one that was seen before its answer had arrived."""
    answered: dict[str, float] = {}

    async def sign(one: Ready) -> None:
        looking.awaited.add(one.contract_id)
        signature = {"side": "counterparty", "text_hash": one.text_hash}
        await asking.post(f"/v1/contracts/{one.contract_id}/signatures", signature, drafter)
        answered[one.contract_id] = time.perf_counter()

    await steadily([sign(one) for one in ready])

    async def left() -> int:
        return len(looking.awaited)

    await until(left, lambda count: count == 0)
    return [max(0.0, looking.seen[name] - at) for name, at in answered.items()]


async def steadily(calls: Sequence[Any]) -> None:
    """Begins each call at its own moment, a hundred a second, whether or not those before have ended."""
    began = time.perf_counter()
    running = []
    for number, call in enumerate(calls):
        await asyncio.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
        running.append(asyncio.ensure_future(call))
    await asyncio.gather(*running)


async def round_trips(settings: PlatformSettings, count: int) -> list[float]:
    """Seconds from handing a record of usual size to a producer until a consumer has it, at the same rate."""
    topic, value = topic_of("notify", settings), b"x" * 440
    options = connection_options(settings)
    consumer = AIOKafkaConsumer(**options, enable_auto_commit=False)
    producer = AIOKafkaProducer(**options, acks="all", enable_idempotence=True)
    await consumer.start()
    await producer.start()
    place = TopicPartition(topic, 0)
    consumer.assign([place])
    await consumer.seek_to_end(place)
    began: list[float] = []
    took: list[float] = []

    async def read() -> None:
        while len(took) < count:
            for records in (await consumer.getmany(timeout_ms=200)).values():
                now = time.perf_counter()
                took.extend(now - began[int(record.key)] for record in records)

    async def send(number: int) -> None:
        began.append(time.perf_counter())
        await producer.send_and_wait(topic, value, key=b"%d" % number, partition=0)

    reading = asyncio.create_task(read())
    try:
        await steadily([send(number) for number in range(count)])
        await asyncio.wait_for(reading, 30)
    finally:
        reading.cancel()
        await producer.stop()
        await consumer.stop()
    return took
