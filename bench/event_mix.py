"""A realistic mix of events: families of a customer, a sales contract with all its documents, and an asset.

Every event is made once by its real class. A family's events are those with other ids: each id ends in twelve digits
that stand in the made ones as `DIGITS` and are replaced in the bytes, which is quick enough for ten million of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

from services.asset.card.events import AssetCapitalised, AssetDepreciated, AssetMoved, AssetProvisional
from services.contract.contract.events import ContractApproved, ContractEffective, ContractSigned, ContractSubmitted
from services.contract.invoice.events import InvoiceIssued
from services.contract.ledger.events import Kind, LedgerBooked, LedgerOpened, Limit
from services.contract.obligation.events import ObligationDue, ObligationMet, ObligationPlanned
from services.contract.order.events import (
    AcceptedLine,
    DeliveredLine,
    OrderAccepted,
    OrderDelivered,
    OrderLine,
    OrderPlaced,
)
from services.contract.payment.events import Allocation, PaymentAllocated, PaymentReceived
from services.contract.terms import After, PlanLine
from services.customer.archive.events import CustomerRegistered, CustomerStageChanged, Identifier
from services.customer.contact.events import ContactAdded
from shared.eventstore.event import Event
from shared.messaging.envelope import OutgoingRecord, source_of, to_record
from shared.values.money import Money

DIGITS: Final = "f0f0f0f0f0f0"
VARIANTS: Final = 16
UNITS: Final = tuple(f"unit-{number}" for number in range(8))
ORDERS: Final = 3
CHARGES: Final = 6
"""Months of depreciation that an asset of the mix has been charged."""
TRACE: Final = f"00-{DIGITS}4bf92f3577b34da6a3ce-0af7651916cd43dd-01"
BEGAN: Final = datetime(2025, 1, 6, 1, tzinfo=UTC)
TOGETHER: Final = 2_000
"""Families that live at the same time: one's events lie about a hundred thousand records apart in all."""


def id_of(kind: int, place: int = 0) -> str:
    """An id of a family's customer, contract, order and so on."""
    return f"0197a4b1-15{place:02d}-7000-8{kind:03d}-{DIGITS}"


CUSTOMER, CONTRACT, ASSET, CONTACT, OWNER, PROJECT = (id_of(kind) for kind in range(6))


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a family: whose topic, whose key, which stream."""

    service: str
    key: str
    stream: str
    event: Event


def digits_of(family: int) -> str:
    """Twelve hexadecimal digits, others for every family, spread as those of real ids are."""
    return f"{family * 0x9E3779B97F4B & 0xFFFFFFFFFFFF:012x}"


def _yuan(amount: int) -> Money:
    return Money(Decimal(amount).quantize(Decimal("0.01")), "CNY")


def _customer(day: date, variant: int) -> Iterator[Told]:
    yield Told("customer", CUSTOMER, f"customer-{CUSTOMER}", CustomerRegistered(
        customer_id=CUSTOMER, kind="organisation", roles=("customer",), name=f"南京桥梁工程 {DIGITS} 有限公司",
        person_name=None, identifiers=(Identifier(kind="uscc", value=f"91320100{DIGITS}"),), personal_identifiers=(),
        stage="prospect", region=("江苏", "浙江", "山东")[variant % 3], industry="construction", client_kind=None,
        owner_id=OWNER, source="crm", source_id=DIGITS, effective_on=day,
    ))  # fmt: skip
    yield Told("customer", CUSTOMER, f"contact-{CONTACT}", ContactAdded(
        contact_id=CONTACT, customer_id=CUSTOMER, role="buyer", name="", email=None, phone=None, locale="zh-CN",
        source="crm", source_id=DIGITS,
    ))  # fmt: skip
    yield Told("customer", CUSTOMER, f"customer-{CUSTOMER}", CustomerStageChanged(
        customer_id=CUSTOMER, before="prospect", after="active", cause=None, reason="first contract",
    ))  # fmt: skip


def _agreed(day: date, total: Money, part: Money) -> Iterator[Told]:
    stream, ledger = f"contract-{CONTRACT}", f"ledger-{CONTRACT}"
    plan = tuple(
        PlanLine(clause=f"3.{place}", phase="delivery", debtor="counterparty", amount=part,
                 after=After(event="acceptance", days=30), conditions=("acceptance",))
        for place in range(ORDERS)
    )  # fmt: skip
    approval, text_hash = id_of(40), DIGITS * 5 + "abcd"
    yield Told("contract", CONTRACT, stream, ContractSubmitted(
        contract_id=CONTRACT, number=f"S-001-2025-{DIGITS}", series=None, round=1, approval_id=approval,
        text_hash=text_hash))  # fmt: skip
    yield Told("contract", CONTRACT, stream, ContractApproved(
        contract_id=CONTRACT, round=1, approval_id=approval, text_hash=text_hash))  # fmt: skip
    yield Told("contract", CONTRACT, stream, ContractSigned(
        contract_id=CONTRACT, number=f"S-001-2025-{DIGITS}", direction="sales", title="Optical line terminals",
        type_code="sales", counterparty_id=CUSTOMER, owner_id=OWNER, amount=total, signed_on=day, effective_on=day,
        term_from=day, term_to=day + timedelta(days=365), plan=plan))  # fmt: skip
    yield Told("contract", CONTRACT, stream, ContractEffective(contract_id=CONTRACT, effective_on=day))
    yield Told("contract", CONTRACT, ledger, LedgerOpened(
        contract_id=CONTRACT, counterparty_id=CUSTOMER, direction="sales", total=total, open_ended=False,
        limits=tuple(Limit(clause=line.clause, phase=line.phase, limit=line.amount) for line in plan),
        payment_control="strict", match_tolerance=Decimal("0.02")))  # fmt: skip
    for place, line in enumerate(plan):
        yield Told("contract", CONTRACT, f"obligation-{id_of(50, place)}", ObligationPlanned(
            obligation_id=id_of(50, place), contract_id=CONTRACT, counterparty_id=CUSTOMER, owner_id=OWNER,
            direction="sales", clause=line.clause, phase=line.phase, debtor="counterparty", due_on=None,
            after=line.after, amount=part))  # fmt: skip


def _booked(kind: Kind, document: str, place: int, amount: Money, day: date) -> Told:
    return Told("contract", CONTRACT, f"ledger-{CONTRACT}", LedgerBooked(
        contract_id=CONTRACT, kind=kind, document=document, clause=f"3.{place}", phase="delivery", amount=amount,
        order_id=id_of(10, place), effective_on=day))  # fmt: skip


def _order(place: int, day: date, part: Money) -> Iterator[Told]:
    order, delivery, acceptance, invoice = (id_of(kind, place) for kind in (10, 11, 12, 13))
    of = {"contract_id": CONTRACT, "counterparty_id": CUSTOMER}
    halves = [Money(part.amount / 2, part.currency)] * 2
    described = "Optical line terminal, 16 ports"
    clause = {"clause": f"3.{place}", "phase": "delivery"}
    ordered = OrderPlaced.model_validate({**of, "order_id": order, "owner_id": OWNER, "direction": "sales", "lines": [
        OrderLine(line=line, product=f"OLT-{place}{line}", description=described, quantity=Decimal(4),
                  unit_price=half.amount / 4, amount=half) for line, half in enumerate(halves, 1)
    ], "amount": part, "source": "erp", "source_id": DIGITS, "effective_on": day})  # fmt: skip
    delivered = OrderDelivered.model_validate({**of, "order_id": order, "delivery_id": delivery, "direction": "sales",
        "lines": [DeliveredLine(line=line, quantity=Decimal(4)) for line in (1, 2)],
        "effective_on": day + timedelta(days=9)})  # fmt: skip
    accepted = OrderAccepted.model_validate({**of, **clause, "order_id": order, "delivery_id": delivery,
        "acceptance_id": acceptance, "direction": "sales", "owner_id": OWNER, "amount": part, "lines": [
            AcceptedLine(line=line, description=described, quantity=Decimal(4), amount=half)
            for line, half in enumerate(halves, 1)], "effective_on": day + timedelta(days=12)})  # fmt: skip
    yield Told("contract", CONTRACT, f"order-{order}", ordered)
    yield _booked("ordered", order, place, part, day)
    yield Told("contract", CONTRACT, f"order-{order}", delivered)
    yield _booked("delivered", delivery, place, part, day)
    yield Told("contract", CONTRACT, f"order-{order}", accepted)
    yield _booked("accepted", acceptance, place, part, day)
    yield from _settled(place, day + timedelta(days=14), part, invoice)


def _settled(place: int, day: date, part: Money, invoice: str) -> Iterator[Told]:
    payment, obligation, due_on = id_of(14, place), id_of(50, place), day + timedelta(days=30)
    of = {"contract_id": CONTRACT, "counterparty_id": CUSTOMER}
    standing = {**of, "obligation_id": obligation, "owner_id": OWNER, "clause": f"3.{place}", "phase": "delivery",
                "debtor": "counterparty", "due_on": due_on, "amount": part}  # fmt: skip
    net = Money((part.amount / Decimal("1.13")).quantize(Decimal("0.01")), "CNY")
    yield Told("contract", CONTRACT, f"invoice-{invoice}", InvoiceIssued.model_validate({
        **of, "invoice_id": invoice, "order_id": id_of(10, place), "owner_id": OWNER, "number": f"I-{DIGITS}",
        "net": net, "tax": part - net, "gross": part, "clause": f"3.{place}", "phase": "delivery", "due_on": due_on,
        "effective_on": day}))  # fmt: skip
    yield _booked("invoiced", invoice, place, part, day)
    yield Told("contract", CONTRACT, f"obligation-{obligation}", ObligationDue.model_validate(standing))
    paid_on = due_on + timedelta(days=5 * place - 3)
    yield Told("contract", CONTRACT, f"payment-{payment}", PaymentReceived.model_validate({
        **of, "payment_id": payment, "owner_id": OWNER, "amount": part, "reference": f"I-{DIGITS}", "source": "bank",
        "source_id": DIGITS, "effective_on": paid_on}))  # fmt: skip
    yield _booked("received", payment, place, part, paid_on)
    yield Told("contract", CONTRACT, f"payment-{payment}", PaymentAllocated.model_validate({
        **of, "payment_id": payment, "effective_on": paid_on,
        "allocations": [Allocation(invoice_id=invoice, due_on=due_on, amount=part)]}))  # fmt: skip
    yield _booked("allocated", payment, place, part, paid_on)
    yield Told("contract", CONTRACT, f"obligation-{obligation}", ObligationMet.model_validate(
        {**standing, "met_on": paid_on}))  # fmt: skip


def _asset(day: date, cost: Money) -> Iterator[Told]:
    stream = f"asset-{ASSET}"
    named = {"asset_id": ASSET, "number": f"A-{DIGITS}", "name": "Optical line terminal", "class_code": "02.01.03",
             "project_id": PROJECT, "contract_id": CONTRACT, "cost": cost, "in_use": day,
             "effective_on": day}  # fmt: skip
    yield Told("asset", ASSET, stream, AssetProvisional.model_validate(
        {**named, "order_id": id_of(10), "supplier_id": CUSTOMER}))  # fmt: skip
    yield Told("asset", ASSET, stream, AssetCapitalised.model_validate({**named, "before": cost}))
    yield Told("asset", ASSET, stream, AssetMoved(
        asset_id=ASSET, location="room 3", department="network", holder_id=None, effective_on=day))  # fmt: skip
    charge = Money((cost.amount / 60).quantize(Decimal("0.01")), "CNY")
    for month in range(1, CHARGES + 1):
        on = day + timedelta(days=30 * month)
        accumulated = Money(charge.amount * month, "CNY")
        yield Told("asset", ASSET, stream, AssetDepreciated(
            asset_id=ASSET, run_id=id_of(60, month), unit_id="unit", class_code="02.01.03", book="accounting",
            leading=True, period=f"{on:%Y-%m}", charge=charge, accumulated=accumulated, book_value=cost - accumulated,
            since=on - timedelta(days=30), next_on=on + timedelta(days=30), effective_on=on))  # fmt: skip


def family(variant: int) -> list[Told]:
    """The life of one customer with one contract and one asset, in order; variants differ in amounts and days."""
    day = date(2025, 1, 6) + timedelta(days=11 * variant)
    part = _yuan(4_800 + 730 * variant)
    orders = [_order(place, day + timedelta(days=20 * place), part) for place in range(ORDERS)]
    agreed = _agreed(day, Money(part.amount * ORDERS, "CNY"), part)
    return [
        *_customer(day, variant), *agreed, *itertools.chain(*orders),
        *_asset(day + timedelta(days=40), _yuan(90_000 + 1_000 * variant)),
    ]  # fmt: skip


FAMILY: Final = len(family(0))


@cache
def templates() -> list[list[tuple[str, OutgoingRecord]]]:
    """The records of a family of each variant, with the service whose topic they go to."""
    found = []
    for variant in range(VARIANTS):
        versions: dict[str, int] = {}
        records = []
        for step, told in enumerate(family(variant)):
            version = versions[told.stream] = versions.get(told.stream, 0) + 1
            meta = {"key": told.key, "unit": UNITS[variant % len(UNITS)], "correlation": id_of(90), "trace": TRACE,
                    "causation": f"{told.stream}@1"}  # fmt: skip
            records.append((told.service, to_record(
                source_of(told.service), told.stream, version, told.event.wire_name, told.event.public_json(), meta,
                BEGAN + timedelta(days=step, seconds=variant))))  # fmt: skip
        found.append(records)
    return found


def records(families: Sequence[int]) -> Iterator[tuple[str, list[OutgoingRecord]]]:
    """The events of families, each family's in its order and many families side by side, in batches of one topic."""
    token = DIGITS.encode()
    made = [[_joined(service, record) for service, record in one] for one in templates()]
    for start in range(0, len(families), TOGETHER):
        block = [(made[number % VARIANTS], digits_of(number).encode()) for number in families[start : start + TOGETHER]]
        for step in range(FAMILY):
            batch = []
            for of_variant, digits in block:
                _, names, text, timestamp = of_variant[step]
                key, value, *headers = text.replace(token, digits).split(b"\0")
                batch.append(OutgoingRecord(key, value, list(zip(names, headers, strict=True)), timestamp))
            yield made[0][step][0], batch


def _joined(service: str, record: OutgoingRecord) -> tuple[str, list[str], bytes, int]:
    """All of a record's bytes in one, so that ids are replaced by one call."""
    names, texts = zip(*record.headers, strict=True)
    return service, list(names), b"\0".join([record.key, record.value, *texts]), record.timestamp
