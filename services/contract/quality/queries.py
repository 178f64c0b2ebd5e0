"""What is known of quality: of an order, and of what customers objected to before."""

from typing import Any

import asyncpg
from sqlalchemy import Select, literal, or_, select

from services.contract.objection.tables import objections
from services.contract.requirement.tables import batches, requirements
from shared.eventstore.work import Work
from shared.security.visibility import visible


def listed_objections() -> Select[Any]:
    """Objections that the caller sees."""
    return select(objections).where(
        visible(objections.c.unit_id, literal("objection-").concat(objections.c.objection_id))
    )


def held_batches() -> Select[Any]:
    """Batches that the caller sees and that wait for somebody to decide."""
    seen = visible(batches.c.unit_id, literal("contract-").concat(batches.c.contract_id))
    return select(batches).where(seen, batches.c.held, batches.c.decision.is_(None))


async def objections_against(work: Work, grade: str, specification: str | None) -> list[asyncpg.Record]:
    """What anybody objected to in goods of this grade and what was not rejected, whichever unit sold them: in any
    specification where the objection names none, or none is asked for.
    """
    chosen = select(objections).where(objections.c.grade == grade, objections.c.state != "rejected")
    if specification is not None:
        chosen = chosen.where(or_(objections.c.specification == specification, objections.c.specification.is_(None)))
    async with work.beyond():
        return await work.rows(chosen.order_by(objections.c.effective_on, objections.c.objection_id))


async def told(work: Work, rows: list[asyncpg.Record]) -> list[dict[str, Any]]:
    """The objections with the words of who raised them and what prevents them."""
    names = [f"objection-{row['objection_id']}" for row in rows]
    said = await work.unseal_all([(name, row["sealed"]) for name, row in zip(names, rows, strict=True)])
    answered = await work.unseal_all([(name, row["sealed_answer"]) for name, row in zip(names, rows, strict=True)])
    return [
        {**dict(row), "words": one.get("words", ""), "prevention": other.get("prevention")}
        for row, one, other in zip(rows, said, answered, strict=True)
    ]


async def asked_of(work: Work, order_id: str) -> list[dict[str, Any]]:
    """What the lines of an order ask for, with the customer's remarks."""
    rows = await work.rows(
        select(requirements).where(requirements.c.order_id == order_id).order_by(requirements.c.line)
    )
    said = await work.unseal_all([(f"requirement-{order_id}", row["sealed"]) for row in rows])
    return [{**dict(row), "remarks": one.get("remarks")} for row, one in zip(rows, said, strict=True)]


async def batches_of(work: Work, order_id: str) -> list[dict[str, Any]]:
    """The batches of an order, with why those held were decided on as they were."""
    rows = await work.rows(
        select(batches).where(batches.c.order_id == order_id).order_by(batches.c.line, batches.c.batch)
    )
    said = await work.unseal_all([(f"requirement-{order_id}", row["sealed"]) for row in rows])
    return [{**dict(row), "reason": one.get("reason")} for row, one in zip(rows, said, strict=True)]
