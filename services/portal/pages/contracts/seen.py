"""What the pages of contracts need of the contract service's answers."""

from datetime import date
from decimal import Decimal
from typing import Any

from services.portal.pages.approval.seen import PlanLine
from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money, Priced


class Row(Priced):
    contract_id: str
    unit_id: str
    direction: str
    title: str
    owner_id: str
    counterparty_id: str
    number: str
    state: str
    approval_id: str | None
    term_from: date | None
    term_to: date | None
    signed_on: date | None
    text_hash: str | None
    country: str | None = None
    version: int


class Rows(Seen):
    items: list[Row]


class ContractLine(Seen):
    description: str
    quantity: Decimal
    unit_price: Decimal


class Contract(Row):
    counterparty_name: str | None
    master: dict[str, Any] | None = None
    under: str | None = None
    amends: str | None = None
    renewal: dict[str, Any] | None = None
    signed_by: list[str]
    lines: list[ContractLine]
    plan: list[PlanLine]


class Balance(Seen):
    kind: str
    clause: str
    phase: str
    amount: Money


class Obligation(Seen):
    contract_id: str


class Owed(Seen):
    items: list[Obligation]


class Invoice(Seen):
    invoice_id: str
    contract_id: str
    counterparty_id: str
    direction: str
    number: str
    gross: Money
    settled: Money
    clause: str
    due_on: date
    effective_on: date


class Invoices(Seen):
    items: list[Invoice]
