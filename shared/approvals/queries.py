"""What is asked about approvals; every statement carries the predicate of visibility."""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
from sqlalchemy import ColumnElement, Select, Subquery, and_, func, literal, or_, select

from shared.approvals.tables import approvals, decisions, steps, turns
from shared.eventstore.work import Work
from shared.security.tables import unit_closure
from shared.security.visibility import visible
from shared.values.errors import NotFoundError


def _seen(table: Any) -> ColumnElement[bool]:
    return visible(table.c.unit_id, literal("approval-").concat(table.c.approval_id))


async def asked_permissions(work: Work) -> list[str]:
    """The permissions that open steps ask for."""
    rows = await work.rows(select(turns.c.permission).where(turns.c.permission.is_not(None), _seen(turns)).distinct())
    return [row["permission"] for row in rows]


def mine(person: str, scopes: Mapping[str, Sequence[str]]) -> ColumnElement[bool]:
    """Rounds in which it is the person's turn; `scopes` are the units on which they hold each asked permission."""
    held = [
        and_(turns.c.permission == permission, _below(units)) for permission, units in sorted(scopes.items()) if units
    ]
    waiting = select(turns.c.approval_id).where(or_(turns.c.person == person, *held))
    return and_(approvals.c.approval_id.in_(waiting), approvals.c.drafter != person)


def _below(units: Sequence[str]) -> ColumnElement[bool]:
    if "*" in units:
        return turns.c.step_unit.is_not(None)
    covered = select(unit_closure.c.descendant).where(unit_closure.c.ancestor.in_(sorted(units)))
    return turns.c.step_unit.in_(covered)


def listed() -> Select[Any]:
    """Rounds as lists show them, with the steps that wait."""
    waiting = (
        select(func.array_agg(steps.c.step))
        .where(steps.c.approval_id == approvals.c.approval_id, steps.c.state == "open")
        .scalar_subquery()
        .label("open_steps")
    )
    return select(approvals, waiting).where(_seen(approvals))


async def one(work: Work, approval_id: str) -> asyncpg.Record:
    """One round; raises `NotFoundError` when there is none that the caller may see."""
    row = await work.row(listed().where(approvals.c.approval_id == approval_id))
    if row is None:
        raise NotFoundError
    return row


async def steps_of(work: Work, approval_id: str) -> list[asyncpg.Record]:
    """The steps of a round by stage."""
    chosen = select(steps).where(steps.c.approval_id == approval_id, _seen(steps))
    return await work.rows(chosen.order_by(steps.c.stage, steps.c.step))


async def said_in(work: Work, approval_id: str) -> list[asyncpg.Record]:
    """What was decided and said in a round, in order; the words are sealed."""
    chosen = select(decisions).where(decisions.c.approval_id == approval_id, _seen(decisions))
    return await work.rows(chosen.order_by(decisions.c.version))


def durations() -> Subquery:
    """By unit: how many rounds ended, and how long they took on average and at most, in seconds."""
    ended = select(
        approvals.c.unit_id,
        func.count().label("rounds"),
        func.avg(approvals.c.seconds).cast(approvals.c.seconds.type).label("average_seconds"),
        func.max(approvals.c.seconds).label("longest_seconds"),
    )
    ended = ended.where(approvals.c.closed_at.is_not(None), _seen(approvals))
    return ended.group_by(approvals.c.unit_id).subquery("durations")
