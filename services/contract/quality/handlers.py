"""What is asked for in quality, measured, objected to and decided, one sentence a function."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from services.contract.concession.holding import Goods, Subject, hold_against
from services.contract.file.handlers import attach_file, stored_file
from services.contract.objection.aggregate import OBJECTION, AnswerObjection, Objection, RaiseObjection
from services.contract.objection.aggregate import decide as decide_objection
from services.contract.objection.events import ObjectionRaised
from services.contract.order.aggregate import ORDER
from services.contract.order.events import OrderPlaced
from services.contract.order.tables import orders
from services.contract.quality.queries import objections_against
from services.contract.quality_plan.handlers import chosen_plan
from services.contract.requirement.aggregate import (
    REQUIREMENTS,
    DecideBatch,
    MeasureBatch,
    Of,
    Requirements,
    StateRequirement,
    decide,
)
from services.contract.requirement.events import (
    BatchDecision,
    ControlPoint,
    Measured,
    Objected,
    Parameter,
    RequirementStated,
)
from services.contract.requirement.measuring import check_parameters, tightened
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError, NotPossibleNowError


@dataclass(frozen=True, slots=True)
class RequirementWish:
    """What a customer asks for of a line; without a grade or specification those of the plan that is chosen."""

    line: int
    plan_id: str | None
    grade: str | None
    specification: str | None
    use: str | None
    parameters: tuple[Parameter, ...]
    control_points: tuple[ControlPoint, ...]
    files: tuple[str, ...]
    remarks: str | None
    on: date


async def state_requirement(work: Work, order_id: str, wish: RequirementWish) -> Stream[Requirements]:
    """A line of an order asks for this; the plan's parameters, with the customer's own in their place and beside, and
    with the limits in force that nothing is said of.
    """
    placed, requirements = await _streams(work, order_id)
    if wish.line not in {line.line for line in placed.lines}:
        raise InvalidFieldError("/line", "the order has no such line")
    check_parameters(wish.parameters)
    plan, version = (None, None) if wish.plan_id is None else await chosen_plan(work, wish.plan_id, "/plan_id")
    grade = wish.grade or (plan.grade if plan else None)
    if grade is None:
        raise InvalidFieldError("/grade", "a grade is named, or a plan that has one")
    for at, file_id in enumerate(wish.files):
        if wish.files.index(file_id) != at:
            raise InvalidFieldError(f"/files/{at}", "a file is named twice")
        await stored_file(work, file_id, f"/files/{at}")
        await attach_file(work, file_id, placed.contract_id)
    specification = wish.specification or (plan.specification if plan else None)
    of = _of(placed, wish.line, wish.on)
    parameters = tightened(plan.parameters if plan else (), wish.parameters)
    line = Subject("order", order_id, of.contract_id, of.counterparty_id, requirements.unit, wish.line)
    limits = await hold_against(work, line, Goods(grade, specification, wish.on), parameters, "/parameters")
    fact = RequirementStated(
        **of.fields(),
        grade=grade,
        specification=specification,
        use=wish.use,
        plan_id=wish.plan_id,
        plan_version=version,
        parameters=(*parameters, *limits),
        control_points=wish.control_points or (plan.control_points if plan else ()),
        files=wish.files,
        remarks=wish.remarks,
    )
    work.record(requirements, decide(requirements.state, StateRequirement(fact)))
    return requirements


@dataclass(frozen=True, slots=True)
class BatchWish:
    line: int
    batch: str
    quantity: Decimal
    actual: tuple[Measured, ...]
    defects: tuple[str, ...]
    on: date


async def measure_batch(work: Work, order_id: str, wish: BatchWish) -> Stream[Requirements]:
    """Goods of a line were measured: they pass, or are held."""
    placed, requirements = await _streams(work, order_id)
    stated = requirements.state.stated.get(wish.line)
    rows = []
    if stated is not None:
        rows = await objections_against(work, stated.grade, stated.specification)
    known = tuple(
        Objected(objection_id=row["objection_id"], defect=row["defect"])
        for row in rows
        if row["counterparty_id"] == placed.counterparty_id
    )
    of, by = _of(placed, wish.line, wish.on), work.context.actor
    command = MeasureBatch(of, wish.batch, wish.quantity, wish.actual, wish.defects, known, by)
    work.record(requirements, decide(requirements.state, command))
    return requirements


@dataclass(frozen=True, slots=True)
class DecisionWish:
    decision: BatchDecision
    grade: str | None
    concession: str | None
    reason: str
    on: date


async def decide_on_batch(work: Work, order_id: str, batch: str, wish: DecisionWish) -> Stream[Requirements]:
    """A batch that was held is regraded, conceded by the customer, or rejected; whoever measured it does not let it
    go.
    """
    placed, requirements = await _streams(work, order_id)
    line = requirements.state.batches[batch].line if batch in requirements.state.batches else 0
    of = _of(placed, line, wish.on)
    command = DecideBatch(of, batch, wish.decision, wish.grade, wish.concession, wish.reason, work.context.actor)
    work.record(requirements, decide(requirements.state, command))
    return requirements


async def _streams(work: Work, order_id: str) -> tuple[OrderPlaced, Stream[Requirements]]:
    order = await work.load(ORDER, order_id, must_exist=True)
    if order.state.placed is None:
        raise NotPossibleNowError("new", order)
    requirements = await work.load(REQUIREMENTS, order_id, key=order.key, unit=order.unit)
    return order.state.placed, requirements


def _of(placed: OrderPlaced, line: int, on: date) -> Of:
    return Of(placed.order_id, placed.contract_id, placed.counterparty_id, line, on)


@dataclass(frozen=True, slots=True)
class ObjectionWish:
    counterparty_id: str
    order_id: str | None
    grade: str
    specification: str | None
    defect: str
    words: str
    on: date


async def raise_objection(work: Work, objection_id: str, unit: str, wish: ObjectionWish) -> Stream[Objection]:
    """A customer objects to goods; an order that is named is one of that customer."""
    if wish.order_id is not None:
        of = select(orders.c.counterparty_id).where(orders.c.order_id == wish.order_id)
        if await work.value(of) != wish.counterparty_id:
            raise InvalidFieldError("/order_id", "the customer has no such order")
    fact = ObjectionRaised(
        objection_id=objection_id,
        counterparty_id=wish.counterparty_id,
        order_id=wish.order_id,
        grade=wish.grade,
        specification=wish.specification,
        defect=wish.defect,
        words=wish.words,
        effective_on=wish.on,
    )
    objection = await work.load(OBJECTION, objection_id, unit=unit)
    work.record(objection, decide_objection(objection.state, RaiseObjection(fact)))
    return objection


async def answer_objection(work: Work, objection_id: str, command: AnswerObjection) -> Stream[Objection]:
    """It is upheld, with what prevents it from now on, or rejected."""
    objection = await work.load(OBJECTION, objection_id, must_exist=True)
    work.record(objection, decide_objection(objection.state, command))
    return objection
