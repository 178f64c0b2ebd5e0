"""What the clients need before they begin: people with rights, and one signed contract of sale."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from rich.console import Console

from services.story.callers import SECONDS
from services.story.context import Story
from services.story.organisation import organisation
from services.story.purchase import ROUTE, approve, money, sign, submit
from services.story.waiting import until
from services.story.wire import Wire
from shared.settings import PlatformSettings
from shared.values.clock import SystemClock

SOLD = "900000000.00"


@asynccontextmanager
async def prepared(settings: PlatformSettings) -> AsyncIterator[Story]:
    """A story whose organisation exists and whose contract is in force."""
    async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
        async with Wire(settings).reading() as wire:
            story = Story(settings, client, wire, Console(quiet=True), SystemClock().today())
            await organisation(story)
            await _sell(story)
        yield story


async def _sell(story: Story) -> None:
    seller = story.by("salesperson")
    client = {"kind": "organisation", "name": "苏州长河制造有限公司", "owner_id": story.staff["salesperson"]}
    bought = await seller.post("customer", "/v1/customers", client)
    await _heard_of(story, bought["customer_id"])
    kind = {
        "code": "service-sales",
        "name": "技术服务合同",
        "direction": "sales",
        "number_prefix": "XS",
        "route": ROUTE,
    }
    body = {
        "type_id": (await story.by("legal").post("contract", "/v1/types", kind))["type_id"],
        "text": "甲方为乙方提供技术服务。",
        "title": "技术服务",
        "counterparty_id": bought["customer_id"],
        "amount": money(SOLD),
        "plan": [
            {
                "clause": "3",
                "phase": "service",
                "debtor": "counterparty",
                "amount": money(SOLD),
                "after": {"event": "invoice", "days": 30},
            }
        ],
        "effective_on": f"{story.days.signed}",
    }
    drafted = (await seller.post("contract", "/v1/contracts", body)).json
    submitted = await submit(story, "salesperson", drafted)
    await approve(story, submitted["approval_id"], submitted["text_hash"])
    await sign(story, "salesperson", submitted)
    story.made["sale"] = drafted["contract_id"]


async def _heard_of(story: Story, customer_id: str) -> None:
    """A contract is made with whom the contract service has heard of."""

    async def seen() -> bool | None:
        return any(one.stream == f"customer-{customer_id}" for one in story.wire.seen) or None

    await until(seen, 30, "The customer did not come over Kafka")
    await asyncio.sleep(0.5)
