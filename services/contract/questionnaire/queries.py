"""What is asked about questionnaires; every statement carries the predicate of visibility."""

from collections.abc import Sequence
from typing import Any, Final

import asyncpg
from sqlalchemy import Column, Select, and_, func, literal, select

from services.contract.questionnaire.events import SameAs
from services.contract.questionnaire.tables import answers, questionnaires, questions
from shared.eventstore.work import Work
from shared.security.schema import EVERYTHING
from shared.security.tables import unit_closure
from shared.security.visibility import visible
from shared.values.errors import NotFoundError

MOST_PROPOSED: Final = 5
WAITING: Final = ("assigned", "rejected")


def _seen(unit: Column[str], questionnaire: Column[str]) -> Any:
    return visible(unit, literal("questionnaire-").concat(questionnaire))


def listed(**wanted: str | None) -> Select[Any]:
    """Questionnaires in sight with how many of their questions have an accepted answer, narrowed by columns."""
    it = questionnaires.c
    done = (
        select(func.count())
        .where(questions.c.questionnaire_id == it.questionnaire_id, questions.c.state == "accepted")
        .scalar_subquery()
    )
    chosen = select(questionnaires, done.label("accepted")).where(_seen(it.unit_id, it.questionnaire_id))
    for name, value in wanted.items():
        if value is not None:
            chosen = chosen.where(it[name] == value)
    return chosen


async def one(work: Work, questionnaire_id: str) -> dict[str, Any]:
    row = await work.row(listed(questionnaire_id=questionnaire_id))
    if row is None:
        raise NotFoundError
    return (await titled(work, [row]))[0]


async def titled(work: Work, rows: list[asyncpg.Record]) -> list[dict[str, Any]]:
    """The rows with what the questionnaires are called, and why they were withdrawn."""
    names = [_stream(row) for row in rows]
    titles = await work.unseal_all([(name, row["sealed"]) for name, row in zip(names, rows, strict=True)])
    reasons = await work.unseal_all([(name, row["sealed_reason"]) for name, row in zip(names, rows, strict=True)])
    return [
        {**dict(row), "title": said.get("title", ""), "reason": why.get("reason")}
        for row, said, why in zip(rows, titles, reasons, strict=True)
    ]


def _stream(row: asyncpg.Record) -> str:
    return f"questionnaire-{row['questionnaire_id']}"


async def questions_of(work: Work, questionnaire_id: str) -> list[dict[str, Any]]:
    """What it asks, in its order, in words."""
    q = questions.c
    chosen = select(questions).where(q.questionnaire_id == questionnaire_id, _seen(q.unit_id, q.questionnaire_id))
    return await _asked(work, await work.rows(chosen.order_by(q.question)))


async def _asked(work: Work, rows: list[asyncpg.Record]) -> list[dict[str, Any]]:
    said = await work.unseal_all([(_stream(row), row["sealed"]) for row in rows])
    return [{**dict(row), "text": words.get("text", "")} for row, words in zip(rows, said, strict=True)]


async def answers_of(work: Work, questionnaire_id: str) -> list[dict[str, Any]]:
    """Every revision of every answer, in words, the newest of a question first."""
    a = answers.c
    chosen = select(answers).where(a.questionnaire_id == questionnaire_id, _seen(a.unit_id, a.questionnaire_id))
    return await _told(work, await work.rows(chosen.order_by(a.question, a.revision.desc())))


async def _told(work: Work, rows: list[asyncpg.Record]) -> list[dict[str, Any]]:
    said = await work.unseal_all([(_stream(row), row["sealed"]) for row in rows])
    reasons = await work.unseal_all([(_stream(row), row["sealed_reason"]) for row in rows])
    return [
        {**dict(row), "answer": words.get("answer", ""), "reason": why.get("reason")}
        for row, words, why in zip(rows, said, reasons, strict=True)
    ]


def tasks() -> Select[Any]:
    """Questions of open questionnaires that wait for an answer, in sight."""
    q, it = questions.c, questionnaires.c
    joined = questions.join(questionnaires, it.questionnaire_id == q.questionnaire_id)
    columns = [it.kind, it.sender, it.counterparty_id, it.due_on, it.overdue]
    return (
        select(questions, *columns)
        .select_from(joined)
        .where(q.state.in_(WAITING), it.state == "open", _seen(q.unit_id, q.questionnaire_id))
    )


def below(units: Sequence[str]) -> Select[Any]:
    """These units and all below them."""
    if EVERYTHING in units:
        return select(unit_closure.c.descendant)
    return select(unit_closure.c.descendant).where(unit_closure.c.ancestor.in_(units))


async def told_tasks(work: Work, rows: list[asyncpg.Record]) -> list[dict[str, Any]]:
    """The tasks with what is asked."""
    return await _asked(work, rows)


def _accepted(fingerprint: str) -> Select[Any]:
    a = answers.c
    joined = answers.join(questionnaires, questionnaires.c.questionnaire_id == a.questionnaire_id)
    chosen = select(answers, questionnaires.c.counterparty_id).select_from(joined)
    return chosen.where(a.fingerprint == fingerprint, a.verdict == "accepted", _seen(a.unit_id, a.questionnaire_id))


async def proposals(work: Work, questionnaire_id: str, question: int) -> list[dict[str, Any]]:
    """What was answered and accepted elsewhere, in sight, when the same was asked; the newest first."""
    q, a = questions.c, answers.c
    asked = select(q.fingerprint).where(
        q.questionnaire_id == questionnaire_id, q.question == question, _seen(q.unit_id, q.questionnaire_id)
    )
    fingerprint = await work.value(asked)
    if fingerprint is None:
        raise NotFoundError
    chosen = _accepted(fingerprint).where(a.questionnaire_id != questionnaire_id)
    ordered = chosen.order_by(a.answered_on.desc(), a.questionnaire_id.desc(), a.revision.desc())
    return await _told(work, await work.rows(ordered.limit(MOST_PROPOSED)))


async def accepted_before(work: Work, fingerprint: str, same_as: SameAs) -> bool:
    """Whether it is an accepted answer, in sight, to a question of this fingerprint."""
    a = answers.c
    named = and_(
        a.questionnaire_id == same_as.questionnaire_id,
        a.question == same_as.question,
        a.revision == same_as.revision,
    )
    return await work.row(_accepted(fingerprint).where(named)) is not None
