"""What a purchase contract owed and when it was settled, as its invoices, its plan and its bookings tell."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import asyncpg
from sqlalchemy import func, select

from services.contract.book.tables import bookings
from services.contract.collection.interest import Moved
from services.contract.invoice.tables import invoices
from services.contract.late_interest.owing import Payable
from services.contract.ledger.events import TAKES_OFF
from services.contract.obligation.tables import obligations
from services.contract.order.tables import deliveries
from services.contract.terms import INTEREST_PHASE
from shared.eventstore.work import Work
from shared.values.money import Money

ASKED = {"invoiced": 1, "credited": -1}
"""What a booking adds to what invoices ask for under its clause and phase."""
Place = tuple[str, str]


async def payables_of(work: Work, contract_id: str, until: date) -> list[Payable]:
    """Invoices, and what is planned beyond them, with all that settled them, due by that day. Interest bears none."""
    booked = await work.rows(select(bookings).where(bookings.c.contract_id == contract_id))
    asked_for = await work.rows(select(invoices).where(invoices.c.contract_id == contract_id))
    planned = await work.rows(
        select(obligations).where(
            obligations.c.contract_id == contract_id,
            obligations.c.debtor == "us",
            obligations.c.state != "lapsed",
            obligations.c.phase != INTEREST_PHASE,
            obligations.c.due_on <= until,
        )
    )
    moves = _moves(booked)
    return [*_invoices(asked_for, moves), *_beyond(planned, _asked(booked), moves)]


async def last_deliveries(work: Work, contract_id: str) -> dict[str, date]:
    """The day on which something of an order came last, by order."""
    chosen = (
        select(deliveries.c.order_id, func.max(deliveries.c.delivered_on).label("last"))
        .where(deliveries.c.contract_id == contract_id)
        .group_by(deliveries.c.order_id)
    )
    return {row["order_id"]: row["last"] for row in await work.rows(chosen)}


def _moves(booked: Iterable[asyncpg.Record]) -> Mapping[str | Place, list[Moved]]:
    """By invoice; what names none by its clause and phase."""
    moves: dict[str | Place, list[Moved]] = defaultdict(list)
    for row in booked:
        if row["kind"] in TAKES_OFF:
            of = row["invoice_id"] or (row["clause"] or "", row["phase"] or "")
            moves[of].append(Moved(row["effective_on"], TAKES_OFF[row["kind"]] * row["amount"]))
    return moves


def _asked(booked: Iterable[asyncpg.Record]) -> Mapping[Place, Decimal]:
    sums: dict[Place, Decimal] = defaultdict(Decimal)
    for row in booked:
        if row["kind"] in ASKED:
            sums[row["clause"] or "", row["phase"] or ""] += ASKED[row["kind"]] * row["amount"]
    return sums


def _invoices(rows: Iterable[asyncpg.Record], moves: Mapping[str | Place, list[Moved]]) -> Iterable[Payable]:
    for row in rows:
        gross, settled = Money.of(row["gross"], row["currency"]), tuple(moves.get(row["invoice_id"], ()))
        place = (row["clause"], row["phase"])
        yield Payable("invoice", row["invoice_id"], *place, row["due_on"], gross, settled, row["order_id"])


def _beyond(
    rows: Iterable[asyncpg.Record], asked: Mapping[Place, Decimal], moves: Mapping[str | Place, list[Moved]]
) -> Iterable[Payable]:
    for row in rows:
        place = (row["clause"], row["phase"])
        rest = row["amount"] - asked.get(place, Decimal(0))
        if rest > 0:
            gross = Money.of(rest, row["currency"])
            yield Payable("plan", row["obligation_id"], *place, row["due_on"], gross, tuple(moves.get(place, ())))
