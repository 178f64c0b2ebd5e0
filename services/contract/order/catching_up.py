"""What contracts say is handed over that were signed before such things were owed: planned once, less what was accepted
since.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import asyncpg
from sqlalchemy import func, select

from services.contract.contract.aggregate import CONTRACT
from services.contract.contract.machine import State
from services.contract.contract.tables import contracts
from services.contract.invoice.tables import invoices
from services.contract.obligation.aggregate import OBLIGATION, DateObligation, Obligation, PlanObligation, decide
from services.contract.obligation.handover import Parties, handovers, perform
from services.contract.obligation.tables import obligations
from services.contract.order.aggregate import ORDER, Order
from services.contract.order.tables import deliveries
from services.contract.terms import Occasion, due_at
from shared.eventstore.aggregate import Stream
from shared.eventstore.deadlines import Deadline
from shared.eventstore.work import Work

CATCH_UP: Final = "obligation.catch_up"
RUNNING: Final = frozenset({State.SIGNED, State.EFFECTIVE, State.SUSPENDED})
FIRST: Final[Mapping[Occasion, Any]] = {
    "delivery": (deliveries, deliveries.c.delivered_on),
    "acceptance": (deliveries, deliveries.c.accepted_on),
    "invoice": (invoices, invoices.c.effective_on),
}
"""Where the first day of an occasion under a contract stands; but for a delivery it is one under the same clause."""


async def catch_up(work: Work, due: Deadline) -> None:
    """Plans what the contract says is handed over, dates what waited for an occasion that has come, and counts what was
    accepted; nothing where the contract has ended, or owes things already.
    """
    contract = await work.load(CONTRACT, due.subject, must_exist=True)
    terms = contract.state.terms
    known = select(obligations.c.obligation_id).where(
        obligations.c.contract_id == contract.id, obligations.c.thing.is_not(None)
    )
    if terms is None or contract.state.state not in RUNNING or await work.value(known.limit(1)) is not None:
        return
    head = await work.row(select(contracts.c.signed_on).where(contracts.c.contract_id == contract.id))
    on = (head["signed_on"] if head else None) or terms.effective_on
    parties = Parties(contract.id, terms.counterparty_id, terms.owner_id, terms.direction, terms.amount.currency)
    streams = []
    for planned in handovers(parties, terms.deliverables, on):
        stream = await work.load(OBLIGATION, planned.obligation_id, key=contract.id, unit=contract.unit)
        work.record(stream, decide(stream.state, PlanObligation(planned)))
        if planned.due_on is None and planned.after is not None:
            came = await _first(work, contract.id, planned.clause, planned.after.event)
            day = None if came is None else due_at(None, planned.after, planned.after.event, came)
            work.record(stream, [] if day is None else decide(stream.state, DateObligation(day)))
        streams.append(stream)
    await _count(work, contract.id, streams)


async def _first(work: Work, contract_id: str, clause: str, occasion: Occasion) -> date | None:
    if occasion not in FIRST:
        return None
    table, day = FIRST[occasion]
    chosen = select(func.min(day)).where(table.c.contract_id == contract_id)
    found: date | None = await work.value(chosen if occasion == "delivery" else chosen.where(table.c.clause == clause))
    return found


async def _count(work: Work, contract_id: str, streams: Sequence[Stream[Obligation]]) -> None:
    accepted = select(deliveries).where(
        deliveries.c.contract_id == contract_id, deliveries.c.acceptance_id.is_not(None)
    )
    rows = await work.rows(accepted.order_by(deliveries.c.accepted_on, deliveries.c.delivery_id))
    orders = {row["order_id"]: (await work.load(ORDER, row["order_id"])).state for row in rows}
    for row, came in good(rows, orders):
        of_clause = [one for one in streams if one.state.plan is not None and one.state.plan.clause == row["clause"]]
        alone = len(of_clause) == 1
        perform(work, of_clause, came, row["acceptance_id"], row["delivered_on"], alone=alone)


def good(
    rows: Sequence[asyncpg.Record | Mapping[str, Any]], orders: Mapping[str, Order]
) -> Iterator[tuple[Any, list[tuple[str, Decimal]]]]:
    """What was accepted of each delivery, by the words of its lines: never more of a line than of its order in all."""
    left = {order_id: dict(state.accepted) for order_id, state in orders.items()}
    for row in rows:
        rest, order = left[row["order_id"]], orders[row["order_id"]]
        came = []
        for line in row["lines"]:
            part = min(Decimal(line["quantity"]), rest.get(line["line"], Decimal(0)))
            rest[line["line"]] = rest.get(line["line"], Decimal(0)) - part
            if part > 0:
                came.append((order.line(line["line"]).description, part))
        yield row, came
