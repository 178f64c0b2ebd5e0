"""Which limits are in force for a customer on a day, and what is asked about standards."""

from datetime import date
from typing import Any

import asyncpg
from sqlalchemy import CompoundSelect, Select, func, literal, or_, select

from services.contract.customer.tables import aliases
from services.contract.standard.checking import InForce
from services.contract.standard.events import Limit
from services.contract.standard.tables import limit_checks, standard_editions, standards
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.text import normalise


def _family(counterparty_id: str) -> CompoundSelect[Any]:
    """The customer with all that were merged with it."""
    survivor = select(aliases.c.survivor_id).where(aliases.c.customer_id == counterparty_id).scalar_subquery()
    head = func.coalesce(survivor, literal(counterparty_id))
    return select(aliases.c.customer_id).where(aliases.c.survivor_id == head).union_all(select(head))


async def limits_in_force(
    work: Work, counterparty_id: str, grade: str | None, specification: str | None, on: date
) -> list[InForce]:
    """What holds for the customer's goods of a grade and specification on the day, whichever unit accepted it. Limits
    for a grade hold for that grade; where none is named, those for any grade alone.
    """
    e = standard_editions.c
    chosen = select(standard_editions).where(
        e.counterparty_id.in_(_family(counterparty_id)),
        e.state == "accepted",
        e.in_force_from <= on,
        or_(e.in_force_until.is_(None), e.in_force_until > on),
        or_(e.grade.is_(None), e.grade == grade),
        or_(e.specification.is_(None), e.specification == specification),
    )
    async with work.beyond():
        rows = await work.rows(chosen.order_by(e.code, e.standard_id))
    return [
        InForce(row["standard_id"], row["code"], row["edition"], Limit.model_validate(one))
        for row in rows
        for one in row["internal"]
    ]


def listed(**wanted: str | None) -> Select[Any]:
    """Standards in sight, narrowed by columns."""
    s = standards.c
    chosen = select(standards).where(visible(s.unit_id, literal("standard-").concat(s.standard_id)))
    for name, value in wanted.items():
        if value is not None:
            chosen = chosen.where(s[name] == value)
    return chosen


async def titled(work: Work, rows: list[asyncpg.Record]) -> list[dict[str, Any]]:
    """The rows with what the standards are called, and why editions were declined."""
    said = await work.unseal_all([(f"standard-{row['standard_id']}", row["sealed"]) for row in rows])
    return [{**dict(row), "title": words.get("title", "")} for row, words in zip(rows, said, strict=True)]


async def one(work: Work, standard_id: str) -> dict[str, Any]:
    row = await work.row(listed(standard_id=standard_id))
    if row is None:
        raise NotFoundError
    return (await titled(work, [row]))[0]


async def editions_of(work: Work, standard_id: str) -> list[dict[str, Any]]:
    """Every edition with its limits and ours, the newest first."""
    e = standard_editions.c
    seen = visible(e.unit_id, literal("standard-").concat(e.standard_id))
    rows = await work.rows(
        select(standard_editions).where(e.standard_id == standard_id, seen).order_by(e.edition.desc())
    )
    found = await titled(work, rows)
    reasons = await work.unseal_all([(f"standard-{standard_id}", row["sealed_reason"]) for row in rows])
    return [{**row, "reason": why.get("reason")} for row, why in zip(found, reasons, strict=True)]


def checks_of(
    standard_id: str | None = None, contract_id: str | None = None, order_id: str | None = None
) -> Select[Any]:
    """What was held against limits, in sight."""
    c = limit_checks.c
    chosen = select(limit_checks).where(visible(c.unit_id, literal("contract-").concat(c.contract_id)))
    named = [(c.standard_id, standard_id), (c.contract_id, contract_id), (c.subject_id, order_id)]
    for column, value in named:
        if value is not None:
            chosen = chosen.where(column == value)
    return chosen


async def limit_in_force(work: Work, counterparty_id: str, standard_id: str, name: str, on: date) -> InForce | None:
    """The limit of a standard under that name, for whatever goods, if it holds for the customer on the day."""
    e = standard_editions.c
    chosen = select(standard_editions).where(
        e.standard_id == standard_id,
        e.counterparty_id.in_(_family(counterparty_id)),
        e.state == "accepted",
        e.in_force_from <= on,
        or_(e.in_force_until.is_(None), e.in_force_until > on),
    )
    async with work.beyond():
        row = await work.row(chosen.order_by(e.edition.desc()))
    limits = [Limit.model_validate(one) for one in row["internal"]] if row is not None else []
    found = next((one for one in limits if normalise(one.name) == normalise(name)), None)
    return None if row is None or found is None else InForce(standard_id, row["code"], row["edition"], found)
