"""What the pages of contracts need of the contract service's answers."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from services.portal.pages.approval.seen import PlanLine
from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money
from services.portal.pages.frame.words import N_

UNPRICED: Final = {"none": N_("without an amount"), "unit_price": N_("unit prices only")}
"""Kinds of amounts that set no total."""


class Row(Seen):
    contract_id: str
    unit_id: str
    direction: str
    title: str
    owner_id: str
    counterparty_id: str
    number: str
    state: str
    approval_id: str | None
    amount_kind: str = "fixed"
    amount: Money
    term_from: date | None
    term_to: date | None
    signed_on: date | None
    text_hash: str | None
    version: int

    @property
    def worth(self) -> Money | None:
        """What it comes to; nothing where it names no amount, as terms of retail do."""
        return None if self.unpriced else self.amount

    @property
    def unpriced(self) -> str:
        """Why it names no amount, as a message of the catalogues; empty where it does."""
        return UNPRICED.get(self.amount_kind, "") if not Decimal(self.amount.amount) else ""


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
