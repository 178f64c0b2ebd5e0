"""What a bank line may be: open invoices and payments that are booked, by amount, reference and payer."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
from sqlalchemy import Table, and_, exists, literal, or_, select

from services.contract.bill.tables import bills
from services.contract.invoice.tables import invoices
from services.contract.payment.tables import payments
from services.contract.statement.tables import bank_lines, line_matches
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.decimals import format_decimal

WEIGHTS: Final[Mapping[str, int]] = {"amount": 50, "reference": 40, "payer": 10}
"""How much each agreement counts."""
CERTAIN: Final = 90
"""From here on a rule may match by itself, if nothing else comes as near."""
WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._-]{2,39}")
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Proposal:
    """`because` are what agrees; `score` is the sum of their weights, of 100."""

    kind: str
    id: str
    contract_id: str
    counterparty_id: str
    number: str
    because: tuple[str, ...]

    @property
    def score(self) -> int:
        return sum(WEIGHTS[each] for each in self.because)


async def proposals(work: Work, line: asyncpg.Record, reference: str) -> list[Proposal]:
    """The nearest first. Money that came in pays open invoices of ours; either way may be booked already."""
    words = set(WORD.findall(reference))
    payers = await _counterparties(work, line)
    found = [*await _booked(work, line, words, payers)]
    if line["way"] == "in":
        found += await _open(work, line, words, payers)
    return sorted(found, key=lambda one: (-one.score, one.kind, one.id))[:MOST]


def certain(found: list[Proposal]) -> Proposal | None:
    """The one that a rule may take: near enough, and nearer than every other."""
    if not found or found[0].score < CERTAIN:
        return None
    return None if len(found) > 1 and found[1].score == found[0].score else found[0]


async def _counterparties(work: Work, line: asyncpg.Record) -> frozenset[str]:
    """Whose payments lines of this payer were before."""
    if not line["payer"]:
        return frozenset()
    joined = line_matches.join(
        bank_lines,
        and_(bank_lines.c.statement_id == line_matches.c.statement_id, bank_lines.c.line == line_matches.c.line),
    )
    chosen = select(line_matches.c.counterparty_id).select_from(joined).distinct()
    rows = await work.rows(chosen.where(bank_lines.c.payer == line["payer"], visible(bank_lines.c.unit_id)))
    return frozenset(row["counterparty_id"] for row in rows)


async def _open(work: Work, line: asyncpg.Record, words: set[str], payers: frozenset[str]) -> Iterable[Proposal]:
    item = f"{format_decimal(line['amount'].normalize())} {line['currency']}"
    chosen = select(invoices).where(
        _seen(invoices),
        invoices.c.direction == "sales",
        invoices.c.open_item.is_not(None),
        or_(invoices.c.open_item == item, and_(invoices.c.number.in_(sorted(words)), _currency(invoices, line))),
    )
    rows = await work.rows(chosen.order_by(invoices.c.invoice_id).limit(10 * MOST))
    return [
        _proposal(
            "invoice",
            row,
            row["invoice_id"],
            row["number"],
            {"amount"} if row["open_item"] == item else set(),
            words,
            payers,
        )
        for row in rows
    ]


async def _booked(work: Work, line: asyncpg.Record, words: set[str], payers: frozenset[str]) -> Iterable[Proposal]:
    charges = payments.c.charges
    moved = payments.c.amount + charges if line["way"] == "out" else payments.c.amount - charges
    chosen = select(payments).where(
        _seen(payments),
        payments.c.way == line["way"],
        payments.c.state.in_(["made", "received", "allocated", "refunded"]),
        _currency(payments, line),
        or_(payments.c.amount == line["amount"], moved == line["amount"]),
        ~exists().where(line_matches.c.payment_id == payments.c.payment_id),
        ~exists().where(bills.c.payment_id == payments.c.payment_id),
    )
    rows = await work.rows(chosen.order_by(payments.c.payment_id).limit(10 * MOST))
    return [_proposal("payment", row, row["payment_id"], row["reference"], {"amount"}, words, payers) for row in rows]


def _proposal(
    kind: str, row: Any, thing: str, number: str, known: set[str], words: set[str], payers: frozenset[str]
) -> Proposal:
    agrees = {
        "amount": "amount" in known,
        "reference": bool(words & set(WORD.findall(number))),
        "payer": row["counterparty_id"] in payers,
    }
    because = tuple(each for each, holds in agrees.items() if holds)
    return Proposal(kind, thing, row["contract_id"], row["counterparty_id"], number, because)


def _amount(row: asyncpg.Record, item: str) -> set[str]:
    return {"amount"} if row["open_item"] == item else set()


def _seen(table: Table) -> Any:
    return visible(table.c.unit_id, literal("contract-").concat(table.c.contract_id))


def _currency(table: Table, line: asyncpg.Record) -> Any:
    return table.c.currency == line["currency"]
