"""The addresses of approvals, the same in every service: `approval_routes(Approvals(service, callback))`."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter
from fastapi import Query as QueryParameter
from sqlalchemy import select

from shared.approvals import queries
from shared.approvals.aggregate import APPROVAL
from shared.approvals.commands import AskOpinion, Decide, Delegate, GiveOpinion, Withdraw
from shared.approvals.commands import Command as Asked
from shared.approvals.handlers import Approvals, take
from shared.approvals.schemas import (
    ApprovalAnswer,
    ApprovalLine,
    ApprovalList,
    ApproveBody,
    DecisionAnswer,
    DecisionBody,
    DelegateBody,
    DelegationAnswer,
    DurationList,
    OpinionBody,
    RejectBody,
    ReturnBody,
    SaidAnswer,
    StepAnswer,
    UnitDuration,
    WithdrawBody,
)
from shared.approvals.state import Approval, Seat
from shared.approvals.tables import approvals as table
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.security.grants import scopes_for
from shared.security.known import require_people
from shared.security.principal import Principal
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import Command, Here, Page, Query, allowed, page_of, router
from shared.web.running import Running

IN_ROWS: Final = ("step", "stage", "state", "persons", "permission", "started_at", "due_at", "seconds", "overdue")
Rights = tuple[frozenset[str], frozenset[Seat]]
"""The steps whose permission the caller has of their own, and those that they have as a deputy alone."""
Flag = Literal["", "true", "false"]
State = Literal["open", "approved", "rejected", "withdrawn"]


def approval_routes(approvals: Approvals) -> APIRouter:
    """Lists, one round, decisions on it, durations by unit."""
    routes = router()
    reading, deciding = [allowed(approvals.read)], [allowed(approvals.decide)]

    @routes.get("/v1/approvals", dependencies=reading)
    async def list_approvals(
        work: Query,
        page: Page,
        here: Here,
        mine: Flag | None = None,
        state: State | None = None,
        subject: Annotated[str | None, QueryParameter(max_length=100)] = None,
    ) -> ApprovalList:
        """Rounds the caller may see; with `mine` those in which it is the caller's turn."""
        chosen = queries.listed()
        if mine in ("", "true"):
            held = {each: await _scopes(here, work, each) for each in await queries.asked_permissions(work)}
            chosen = chosen.where(queries.mine(work.context.actor, held))
        if state is not None:
            chosen = chosen.where(table.c.state == state)
        if subject is not None:
            chosen = chosen.where(table.c.subject == subject)
        rows = await page_of(work, chosen, [table.c.approval_id.desc()], page)
        return ApprovalList(items=[_line(row) for row in rows])

    @routes.get("/v1/approvals/{approval_id}", dependencies=reading)
    async def show_approval(approval_id: Id, work: Query, here: Here) -> ApprovalAnswer:
        """One round with the whole route computed for it, everything said in it, and what of it is the caller's."""
        line = _line(await queries.one(work, approval_id))
        approval = (await work.load(APPROVAL, approval_id, must_exist=True)).state
        steps = [_step(row, approval) for row in await queries.steps_of(work, approval_id)]
        rows = await queries.said_in(work, approval_id)
        words = await work.unseal_all([(APPROVAL.stream(approval_id), row["sealed"]) for row in rows])
        history = [_said(row, said) for row, said in zip(rows, words, strict=True)]
        holds, lent = await _holds(here, work, approvals, approval)
        yours = [one.name for one in approval.decidable_by(work.context.actor, holds, work.context.now, lent)]
        return ApprovalAnswer(**line.model_dump(), yours=yours, steps=steps, history=history)

    @routes.post("/v1/approvals/{approval_id}/decisions", status_code=201, dependencies=deciding)
    async def decide(approval_id: Id, body: DecisionBody, work: Command, here: Here) -> DecisionAnswer:
        """Approve, reject, return, ask for or give an opinion, delegate, withdraw."""
        approval = await work.load(APPROVAL, approval_id, must_exist=True)
        await require_people(work, {f"/{name}": getattr(body, name, None) for name in ("of", "to")})
        rights = await _holds(here, work, approvals, approval.state)
        after = await take(work, approvals, approval_id, _command(body, work, rights))
        return _decided(after)

    @routes.get("/v1/approval-durations", dependencies=reading)
    async def show_durations(work: Query, page: Page) -> DurationList:
        """How long rounds took, by unit."""
        by_unit = queries.durations()
        rows = await page_of(work, select(by_unit), [by_unit.c.unit_id], page)
        return DurationList(items=[UnitDuration(**dict(row)) for row in rows])

    return routes


def _command(body: DecisionBody, work: Work, rights: Rights) -> Asked:
    person, at, (holds, lent) = work.context.actor, work.context.now, rights
    match body:
        case ApproveBody() | RejectBody():
            said = body.text_hash, body.comment
            return Decide(person, body.decision, at, holds, body.step, None, *said, lent=lent)
        case ReturnBody():
            said = body.text_hash, body.comment
            return Decide(person, "return", at, holds, body.step, body.to_step, *said, lent=lent)
        case OpinionBody(of=None):
            return GiveOpinion(person, at, body.comment)
        case OpinionBody(of=of):
            return AskOpinion(person, of or "", at, holds, body.step, body.comment, lent)
        case DelegateBody():
            return Delegate(person, body.to, body.from_at, body.until_at, at, holds, body.step, lent)
        case WithdrawBody():
            return Withdraw(person, at)


async def _scopes(running: Running, work: Work, permission: str) -> tuple[str, ...]:
    subject = await running.grants.of(Principal(work.context.actor))
    return scopes_for(subject, permission, work.context.today, running.grants.tree)


async def _holds(running: Running, work: Work, approvals: Approvals, approval: Approval) -> Rights:
    """The open steps whose permission the caller has on the step's unit."""
    held, lent = set(), set()
    for step in approval.open_steps:
        if step.holders is None:
            continue
        permission, unit = step.holders
        if running.grants.tree.covers(await _scopes(running, work, permission), unit):
            others = await approvals.lent(work, work.context.actor, permission, unit) if approvals.lent else ()
            lent |= {(step.name, of) for of in others}
            held |= set() if others else {step.name}
    return frozenset(held), frozenset(lent)


def _decided(approval: Stream[Approval]) -> DecisionAnswer:
    state = approval.state
    return DecisionAnswer(
        approval_id=approval.id,
        state=state.stage,
        open_steps=[step.name for step in state.open_steps],
        version=approval.version,
    )


def _line(row: Any) -> ApprovalLine:
    return ApprovalLine(**{**dict(row), "open_steps": row["open_steps"] or []})


def _step(row: Any, approval: Approval) -> StepAnswer:
    """The row says how the step went, the round what was planned for it and who may speak."""
    step = approval.step(row["step"])
    if step is None:
        raise NotFoundError
    plan = step.plan
    return StepAnswer(
        **{name: row[name] for name in IN_ROWS},
        unit_id=row["step_unit"],
        needed=step.needed,
        given=len(step.votes),
        limit_hours=plan.limit_hours,
        hand_on_hours=plan.hand_on_hours,
        hand_on_to=list(plan.hand_on_to),
        escalate_to=list(plan.escalate_to),
        delegations=[DelegationAnswer(**asdict(one)) for one in step.delegations],
        passed=step.passed,
        gone=list(step.gone),
        vacant_at=step.vacant_at,
        opinions=sorted(person for name, person in approval.opinions if name == step.name),
    )


def _said(row: Any, said: Mapping[str, str]) -> SaidAnswer:
    known = {name: row[name] for name in SaidAnswer.model_fields if name != "comment"}
    return SaidAnswer(**known, comment=said.get("comment"))
