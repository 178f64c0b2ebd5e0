"""Fills the stores of services with families of a customer, a contract and what was bought on it, and some assets: many
streams a transaction, with all their tables, as an import does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bench.event_mix import ASSET, CONTRACT, CUSTOMER, DIGITS, OWNER, digits_of, family
from services.asset.app import SERVICE as ASSETS
from services.asset.card.aggregate import CARD
from services.asset.card.events import AssetCapitalised, AssetProvisional
from services.contract.app import SERVICE as CONTRACTS
from services.contract.contract.aggregate import CONTRACT as CONTRACT_STREAM
from services.contract.contract.events import ContractImported
from services.contract.invoice.aggregate import INVOICE
from services.contract.invoice.events import InvoiceIssued
from services.contract.ledger.aggregate import LEDGER
from services.contract.ledger.events import LedgerBooked, LedgerOpened
from services.contract.order.aggregate import ORDER
from services.contract.order.events import OrderPlaced
from services.contract.payment.aggregate import PAYMENT
from services.contract.payment.events import PaymentAllocated, PaymentReceived
from services.customer.app import SERVICE as CUSTOMERS
from services.customer.archive.aggregate import CUSTOMER as CUSTOMER_STREAM
from services.customer.archive.events import CustomerRegistered
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.database import Database
from shared.eventstore.event import Event
from shared.eventstore.store import Store
from shared.security.sealing import Sealer
from shared.settings import PlatformSettings
from shared.testing.isolation import SECRET
from shared.values.clock import SystemClock
from shared.web.service import Service

SLICE: Final = 200
ONE_ASSET_IN: Final = 10
KEPT: Final = (
    CustomerRegistered, LedgerOpened, OrderPlaced, LedgerBooked, InvoiceIssued, PaymentReceived, PaymentAllocated,
    AssetProvisional, AssetCapitalised,
)  # fmt: skip
LATER: Final = ("-1501-7000-", "-1502-7000-")
"""What stands in the ids of a family's second and third order and all that hangs on them."""
STREAMS: Final[dict[str, Aggregate[Any]]] = {
    "customer": CUSTOMER_STREAM,
    "contract": CONTRACT_STREAM,
    "ledger": LEDGER,
    "order": ORDER,
    "invoice": INVOICE,
    "payment": PAYMENT,
    "asset": CARD,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One event of every family: whose store, which stream, which key, and the event with ids to be replaced."""

    service: str
    stream: str
    key: str
    event: type[Event]
    text: str


def steps() -> list[Step]:
    """The life of a family in the order in which it may happen."""
    told = family(0)
    opened = next(one.event for one in told if isinstance(one.event, LedgerOpened))
    taken = ContractImported(
        contract_id=CONTRACT, number=f"S-{DIGITS}", direction="sales", title=f"Optical line terminals {DIGITS}",
        type_code="sales", counterparty_id=CUSTOMER, owner_id=OWNER, amount_kind="fixed", amount=opened.total,
        signed_on=date(2025, 1, 6), effective_on=date(2025, 1, 6), term_from=None, term_to=None, plan=(),
        state="effective", source="bench", source_id=DIGITS,
    )  # fmt: skip
    kept = [
        Step(one.service, one.stream, one.key, type(one.event), one.event.model_dump_json())
        for one in told
        if isinstance(one.event, KEPT) and not any(later in one.event.model_dump_json() for later in LATER)
    ]
    return [
        kept[0],
        Step("contract", f"contract-{CONTRACT}", CONTRACT, ContractImported, taken.model_dump_json()),
        *kept[1:],
    ]


async def populate(settings: PlatformSettings, unit: str, families: int) -> int:
    """So many families in the three services' stores, and an asset with every tenth; the number of events."""
    events = 0
    for service in (CUSTOMERS, CONTRACTS, ASSETS):
        mine = [step for step in steps() if step.service == service.name]
        numbers = range(1, families + 1) if service is not ASSETS else range(1, families + 1, ONE_ASSET_IN)
        events += await _filled(service, settings, unit, mine, numbers)
    return events


async def _filled(
    service: Service, settings: PlatformSettings, unit: str, mine: Sequence[Step], numbers: Sequence[int]
) -> int:
    database = Database(settings.database_url, service.name, SECRET)
    await database.open()
    store = Store(service.name, database, service.projections, Sealer(SECRET), SystemClock())
    try:
        for at in range(0, len(numbers), SLICE):
            digits = [digits_of(number) for number in numbers[at : at + SLICE]]
            async with store.begin(store.system_context(unit=unit)) as work:
                streams: dict[str, Any] = {}
                for name, key, event in _events(mine, digits):
                    if name not in streams:
                        prefix, _, thing = name.partition("-")
                        streams[name] = work.start(STREAMS[prefix], thing, key=key, unit=unit)
                    work.record(streams[name], [event])
    finally:
        await database.close()
    return len(mine) * len(numbers)


def _events(mine: Sequence[Step], digits: Sequence[str]) -> Iterator[tuple[str, str, Event]]:
    """Step by step, not family by family: rows of one table that come one after another go there together."""
    for step in mine:
        for one in digits:
            event = step.event.model_validate_json(step.text.replace(DIGITS, one))
            yield step.stream.replace(DIGITS, one), step.key.replace(DIGITS, one), event


def ids(number: int) -> tuple[str, str, str]:
    """Customer, contract and asset of a family."""
    digits = digits_of(number)
    return CUSTOMER.replace(DIGITS, digits), CONTRACT.replace(DIGITS, digits), ASSET.replace(DIGITS, digits)
