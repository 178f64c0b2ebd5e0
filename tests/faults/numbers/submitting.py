"""Submissions as the service does them: each in a transaction of its own, tried again where it met another."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Final

from services.contract.app import SERVICE
from services.contract.contract import handlers
from services.contract.contract.drafting import Wish
from services.contract.type.events import TypeDefined
from services.contract.type.handlers import define_type
from services.contract.type.route import RouteStep
from shared.eventstore.database import Database
from shared.eventstore.store import Store
from shared.security.sealing import Sealer
from shared.values.clock import SystemClock
from shared.values.ids import new_id

UNIT: Final = "0190163d-8694-739b-aea5-966c26f8ad02"
MANY: Final = 50


@asynccontextmanager
async def opened(server_url: str, name: str, secret: str) -> AsyncIterator[Store]:
    database = Database(server_url, SERVICE.name, secret, name=name)
    await database.open()
    try:
        yield Store(SERVICE.name, database, SERVICE.projections, Sealer(secret), SystemClock())
    finally:
        await database.close()


async def defined(store: Store) -> str:
    """A type of contracts, by its id."""
    rules = TypeDefined(
        type_id=new_id(),
        code="terms",
        name="Terms",
        direction="sales",
        number_prefix="XS",
        amount_kind="none",
        payment_control="strict",
        match_tolerance=Decimal(0),
        signing_order=("us", "counterparty"),
        route=(RouteStep(step="legal", stage=1, review="legal"),),
        retention_years=10,
    )
    async with store.begin(store.system_context(unit=UNIT)) as work:
        await define_type(work, rules)
    return rules.type_id


async def drafted(store: Store, type_id: str) -> list[str]:
    """As many drafts of one type in one unit as shall be submitted at once."""
    ids = [new_id() for _ in range(MANY)]
    async with store.begin(store.system_context(unit=UNIT)) as work:
        for contract_id in ids:
            await handlers.draft_contract(work, store.sealer, contract_id, UNIT, wish(type_id))
    return ids


def wish(type_id: str) -> Wish:
    return Wish(
        type_id=type_id,
        template_id=None,
        variables={},
        own_text="Terms",
        title="Terms",
        owner_id="olga",
        counterparty_id=new_id(),
        currency="CNY",
        amount=None,
        lines=(),
        plan=(),
        term_from=None,
        term_to=None,
        effective_from=None,
        on=SystemClock().today(),
    )


async def submitted(
    store: Store, contract_ids: Sequence[str], tell: Callable[[str], None] = lambda _: None
) -> list[str]:
    """All at once; the positions, as callers are told them, are also given to `tell` one by one."""
    return await asyncio.gather(*(submit(store, contract_id, tell) for contract_id in contract_ids))


async def submit(store: Store, contract_id: str, tell: Callable[[str], None]) -> str:
    async with store.begin(store.system_context(unit=UNIT)) as work:
        await handlers.submit_contract(work, contract_id, 1, new_id())
    await noted()
    tell(work.position)
    return work.position


async def noted() -> None:
    """A submission is committed; nobody has been told yet."""
