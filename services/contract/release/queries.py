"""The rows that releases are made of; every statement carries the predicate of visibility."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from sqlalchemy import Select, Table, func, literal, select

from services.contract.contract.queries import amended_elsewhere, words_of_amendments
from services.contract.contract.tables import contracts, imported_amendments
from services.contract.customer.tables import customers
from services.contract.obligation.tables import obligations
from services.contract.payment.tables import payments
from services.contract.release.building import STATUS_OF
from shared.eventstore.work import Work
from shared.security.visibility import visible


def released(source: str | None, contract_id: str | None = None) -> Select[Any]:
    """Contracts that were agreed on, amendments left out: all, those of one source of imports, or one of them."""
    c = contracts.c
    seen = visible(c.unit_id, literal("contract-").concat(c.contract_id))
    chosen = select(contracts).where(c.state.in_(tuple(STATUS_OF)), c.amends.is_(None), seen)
    chosen = chosen if source is None else chosen.where(c.source == source)
    return chosen if contract_id is None else chosen.where(c.contract_id == contract_id)


async def payments_of(work: Work, ids: Sequence[str]) -> dict[str, list[asyncpg.Record]]:
    """What was paid and received on contracts, refunds left out."""
    p = payments.c
    paid = select(payments).where(p.state.in_(("made", "received", "partly_allocated", "allocated")), p.of.is_(None))
    return await _by_contract(work, paid, payments, ids, "payment_id")


async def obligations_of(work: Work, ids: Sequence[str]) -> dict[str, list[asyncpg.Record]]:
    """What their plans say."""
    return await _by_contract(work, select(obligations), obligations, ids, "obligation_id")


async def amendments_of(work: Work, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Amendments as a release says them, of each contract: those from where it came from, then our own that both sides
    have signed.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    order = imported_amendments.c.contract_id, imported_amendments.c.place
    rows = await work.rows(amended_elsewhere(ids).order_by(*order))
    for row, said in zip(rows, await words_of_amendments(work, rows), strict=True):
        found.setdefault(row["contract_id"], []).append({**row, **said})
    c = contracts.c
    signed = select(c.amends, c.number, c.title, c.signed_on).where(
        c.amends.in_(ids), c.signed_on.is_not(None), visible(c.unit_id, literal("contract-").concat(c.contract_id))
    )
    for row in await work.rows(signed.order_by(c.contract_id)):
        own = {"source_amendment_id": row["number"], "amended_on": row["signed_on"], "description": row["title"]}
        found.setdefault(row["amends"], []).append(own)
    return found


async def _by_contract(
    work: Work, chosen: Select[Any], table: Table, ids: Sequence[str], key: str
) -> dict[str, list[asyncpg.Record]]:
    of = (table.c.contract_id.in_(ids), visible(table.c.unit_id, literal("contract-").concat(table.c.contract_id)))
    found: dict[str, list[asyncpg.Record]] = {}
    for row in await work.rows(chosen.where(*of).order_by(table.c[key])):
        found.setdefault(row["contract_id"], []).append(row)
    return found


async def source_ids(work: Work, ids: Sequence[str]) -> dict[str, str]:
    """Under which ids customers are known in the source that they came from."""
    rows = await work.rows(
        select(customers.c.customer_id, customers.c.source_id).where(
            customers.c.customer_id.in_(ids), func.coalesce(customers.c.source_id, "") != ""
        )
    )
    return {row["customer_id"]: row["source_id"] for row in rows}
