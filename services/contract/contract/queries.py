"""What is asked about contracts; every statement carries the predicate of visibility."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from sqlalchemy import Select, func, literal, select

from services.contract.contract.aggregate import CONTRACT
from services.contract.contract.tables import contract_texts, contracts, imported_amendments
from services.contract.customer.tables import aliases
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import NotFoundError


def _all() -> Select[Any]:
    now = func.coalesce(aliases.c.survivor_id, contracts.c.counterparty_id)
    columns = [column for column in contracts.c if column.name != "counterparty_id"]
    joined = contracts.outerjoin(aliases, aliases.c.customer_id == contracts.c.counterparty_id)
    chosen = select(*columns, now.label("counterparty_id")).select_from(joined)
    return chosen.where(visible(contracts.c.unit_id, literal("contract-").concat(contracts.c.contract_id)))


def listed(
    *,
    state: str | None = None,
    direction: str | None = None,
    counterparty_id: str | None = None,
    type_code: str | None = None,
    amends: str | None = None,
    under: str | None = None,
    country: str | None = None,
    master: bool | None = None,
    ids: Sequence[str] | None = None,
) -> Select[Any]:
    """Contracts of visible units, each under the customer that its counterparty is now; or the amendments of one.
    `master`: those that lay down conditions for others, or those that do not.
    """
    chosen = _all()
    chosen = chosen.where(contracts.c.amends.is_(None) if amends is None else contracts.c.amends == amends)
    if ids is not None:
        chosen = chosen.where(contracts.c.contract_id.in_(ids))
    if under is not None:
        chosen = chosen.where(contracts.c.under == under)
    if country is not None:
        chosen = chosen.where(contracts.c.country == country)
    if master is not None:
        chosen = chosen.where(contracts.c.master.is_not(None) if master else contracts.c.master.is_(None))
    if state is not None:
        chosen = chosen.where(contracts.c.state == state)
    if direction is not None:
        chosen = chosen.where(contracts.c.direction == direction)
    if type_code is not None:
        chosen = chosen.where(contracts.c.type_code == type_code)
    if counterparty_id is not None:
        merged = select(aliases.c.customer_id).where(aliases.c.survivor_id == counterparty_id)
        chosen = chosen.where(
            (contracts.c.counterparty_id == counterparty_id) | contracts.c.counterparty_id.in_(merged)
        )
    return chosen


async def one(work: Work, contract_id: str) -> asyncpg.Record:
    row = await work.row(_all().where(contracts.c.contract_id == contract_id))
    if row is None:
        raise NotFoundError
    return row


def amended_elsewhere(ids: Sequence[str]) -> Select[Any]:
    """How contracts were amended before they were taken over."""
    found = imported_amendments.c
    seen = visible(found.unit_id, literal("contract-").concat(found.contract_id))
    return select(imported_amendments).where(found.contract_id.in_(ids), seen)


async def words_of_amendments(work: Work, rows: Sequence[asyncpg.Record]) -> list[dict[str, str | None]]:
    """Why, and what was changed, of each row in turn; nothing where nothing was said of it."""
    opened = await work.unseal_all([(CONTRACT.stream(row["contract_id"]), row["sealed"]) for row in rows])
    return [{name: said.get(name) for name in ("rationale", "description", "changes")} for said in opened]


async def text_of(work: Work, contract_id: str, text_hash: str | None) -> asyncpg.Record:
    """The words of the version now, or of the one with that hash."""
    row = await one(work, contract_id)
    chosen = select(contract_texts).where(
        contract_texts.c.contract_id == contract_id, contract_texts.c.hash == (text_hash or row["text_hash"])
    )
    resource = literal("contract-").concat(contract_texts.c.contract_id)
    found = await work.row(chosen.where(visible(contract_texts.c.unit_id, resource)))
    if found is None:
        raise NotFoundError
    return found
