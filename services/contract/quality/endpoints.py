import asyncio
from typing import Annotated, Final

from fastapi import Query as Parameter
from fastapi import Response
from sqlalchemy import literal, select

from services.contract.customer.checking import check_counterparty
from services.contract.file.handlers import bytes_of
from services.contract.file.tables import files
from services.contract.objection.tables import objections
from services.contract.order.tables import orders
from services.contract.quality import handlers
from services.contract.quality.queries import held_batches, listed_objections, told
from services.contract.quality.schemas import (
    AnswerBody,
    BatchBody,
    BatchKept,
    DecisionBody,
    HeldBatch,
    HeldBatchList,
    ObjectionAnswer,
    ObjectionBody,
    ObjectionList,
    ObjectionMoved,
    PlanAnswer,
    PlanBody,
    PlanKept,
    PlanList,
    QualityOfOrder,
    RequirementBody,
    RequirementKept,
    picked,
)
from services.contract.quality.sheet import HEADINGS, Language, SheetKind, pdf_of, rows_of
from services.contract.quality.showing import quality_of
from services.contract.quality_plan.handlers import lay_down_plan, plan_id_of
from services.contract.quality_plan.tables import quality_plans
from services.contract.requirement.tables import batches
from shared.eventstore.work import Work
from shared.security.known import unit_for
from shared.security.visibility import visible
from shared.sheets.writing import as_file, workbook
from shared.values.errors import InvalidFieldError, NotFoundError
from shared.values.ids import Id, new_id
from shared.values.text import Code
from shared.web.routing import Command, Here, IfMatch, Others, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.order.read")]
SPECIFY = [allowed("contract.order.specify")]
JUDGE = [allowed("contract.order.judge")]
OF: Final = "/v1/orders/{order_id}/quality"
PICTURES: Final = ("png", "jpeg")
LARGEST_PICTURE, MOST_PICTURES = 1_000_000, 4
Text = Annotated[str | None, Parameter(pattern=r"^[^\x00-\x1f]{1,200}$")]


@routes.post("/v1/quality-plans", status_code=201, dependencies=SPECIFY)
async def lay_down(body: PlanBody, work: Command) -> PlanKept:
    """Lays down a plan of quality control under a code of its own in the whole installation."""
    plan = await lay_down_plan(work, body.fact(plan_id_of(body.code), work.context.today))
    return PlanKept(plan_id=plan.id, version=plan.version)


@routes.put("/v1/quality-plans/{plan_id}", dependencies=SPECIFY)
async def lay_down_anew(plan_id: Id, body: PlanBody, if_match: IfMatch, work: Command) -> PlanKept:
    """Lays it down anew; orders that chose it before keep what it said then."""
    plan = await lay_down_plan(work, body.fact(plan_id, work.context.today), if_match)
    return PlanKept(plan_id=plan.id, version=plan.version)


@routes.get("/v1/quality-plans", dependencies=READ)
async def list_plans(work: Query, page: Page, grade: Text = None, specification: Text = None) -> PlanList:
    """Plans that can be chosen: of a grade, of a specification and of any."""
    chosen = select(quality_plans).where(~quality_plans.c.retired)
    if grade is not None:
        chosen = chosen.where(quality_plans.c.grade == grade)
    if specification is not None:
        of_any = quality_plans.c.specification.is_(None)
        chosen = chosen.where((quality_plans.c.specification == specification) | of_any)
    rows = await page_of(work, chosen, [quality_plans.c.code], page)
    return PlanList(items=[PlanAnswer(**dict(row)) for row in rows])


@routes.get("/v1/quality-plans/{plan_id}", dependencies=READ)
async def show_plan(plan_id: Id, work: Query) -> PlanAnswer:
    """One plan as it was laid down last, withdrawn or not."""
    row = await work.row(select(quality_plans).where(quality_plans.c.plan_id == plan_id))
    if row is None:
        raise NotFoundError
    return PlanAnswer(**dict(row))


@routes.post("/v1/objections", status_code=201, dependencies=SPECIFY)
async def raise_objection(body: ObjectionBody, work: Command, others: Others) -> ObjectionMoved:
    """Registers what a customer objects to: goods like them with this defect are held from now on."""
    await check_counterparty(work, others, body.counterparty_id)
    unit = await unit_for(work, body.unit_id)
    objection = await handlers.raise_objection(work, new_id(), unit, body.wish(work.context.today))
    return ObjectionMoved(objection_id=objection.id, version=objection.version)


@routes.post("/v1/objections/{objection_id}/answer", status_code=201, dependencies=SPECIFY)
async def answer(objection_id: Id, body: AnswerBody, work: Command) -> ObjectionMoved:
    """Upholds an objection, with what prevents it from now on, or rejects it."""
    objection = await handlers.answer_objection(work, objection_id, body.command(work.context.today))
    return ObjectionMoved(objection_id=objection.id, version=objection.version)


@routes.get("/v1/objections", dependencies=READ)
async def list_objections(
    work: Query, page: Page, counterparty_id: Id | None = None, grade: Text = None
) -> ObjectionList:
    """What customers of the caller's units objected to, the newest first."""
    chosen = listed_objections()
    if counterparty_id is not None:
        chosen = chosen.where(objections.c.counterparty_id == counterparty_id)
    if grade is not None:
        chosen = chosen.where(objections.c.grade == grade)
    rows = await page_of(work, chosen, [objections.c.objection_id.desc()], page)
    return ObjectionList(items=[ObjectionAnswer(**picked(ObjectionAnswer, one)) for one in await told(work, rows)])


@routes.post(f"{OF}/requirements", status_code=201, dependencies=SPECIFY)
async def state(order_id: Id, body: RequirementBody, work: Command) -> RequirementKept:
    """States what a line of an order asks for; of such a line nothing passes that was not measured and found good."""
    kept = await handlers.state_requirement(work, order_id, body.wish(work.context.today))
    return RequirementKept(order_id=order_id, line=body.line, version=kept.version)


@routes.post(f"{OF}/batches", status_code=201, dependencies=JUDGE)
async def measure(order_id: Id, body: BatchBody, work: Command) -> BatchKept:
    """Compares what was measured with what is set; a departure, or a defect that the customer has objected to before,
    holds the batch.
    """
    kept = await handlers.measure_batch(work, order_id, body.wish(work.context.today))
    batch = kept.state.batches[body.batch]
    return BatchKept(
        order_id=order_id, batch=body.batch, held=batch.held, decision=batch.decision, version=kept.version
    )


@routes.post(f"{OF}/batches/{{batch}}/decision", status_code=201, dependencies=JUDGE)
async def decide(order_id: Id, batch: Code, body: DecisionBody, work: Command) -> BatchKept:
    """Regrades a batch that was held, lets it go under the customer's concession, or rejects it. Whoever measured it
    can only reject it.
    """
    kept = await handlers.decide_on_batch(work, order_id, batch, body.wish(work.context.today))
    known = kept.state.batches[batch]
    return BatchKept(order_id=order_id, batch=batch, held=known.held, decision=known.decision, version=kept.version)


@routes.get("/v1/held-batches", dependencies=READ)
async def list_held(work: Query, page: Page, counterparty_id: Id | None = None) -> HeldBatchList:
    """Goods that are held and that nobody decided on yet, those measured first at the top."""
    chosen = held_batches()
    if counterparty_id is not None:
        chosen = chosen.where(batches.c.counterparty_id == counterparty_id)
    keys = [batches.c.measured_on, batches.c.order_id, batches.c.batch]
    rows = await page_of(work, chosen, keys, page)
    return HeldBatchList(items=[HeldBatch(**picked(HeldBatch, {**dict(row), "reason": None})) for row in rows])


async def _seen(work: Work, order_id: str) -> None:
    seen = visible(orders.c.unit_id, literal("contract-").concat(orders.c.contract_id))
    if await work.value(select(orders.c.order_id).where(orders.c.order_id == order_id, seen)) is None:
        raise NotFoundError


@routes.get(OF, dependencies=READ)
async def show(order_id: Id, work: Query) -> QualityOfOrder:
    """What an order asks for, what was objected to in goods like these and prevents it, and every batch."""
    await _seen(work, order_id)
    return await quality_of(work, order_id)


@routes.get(f"{OF}.pdf", response_class=Response, dependencies=READ)
async def print_sheet(
    order_id: Id, work: Query, here: Here, kind: SheetKind = "technical", language: Language = "zh"
) -> Response:
    """The technical or the process sheet of an order, with its photos (four of up to 1 MB)."""
    await _seen(work, order_id)
    quality = await quality_of(work, order_id)
    if not quality.requirements:
        raise InvalidFieldError("/path/order_id", "the order asks for nothing")
    named = [name for one in quality.requirements for name in one.files]
    chosen = select(files.c.file_id).where(
        files.c.file_id.in_(named), files.c.kind.in_(PICTURES), files.c.size <= LARGEST_PICTURE, ~files.c.discarded
    )
    pictures = [row["file_id"] for row in await work.rows(chosen.order_by(files.c.file_id).limit(MOST_PICTURES))]
    photos = {name: await bytes_of(work, here.store.sealer, name) for name in pictures}
    data = await asyncio.to_thread(pdf_of, quality, kind, language, work.context.today, photos)
    headers = {
        "Content-Disposition": f'attachment; filename="{kind}-{order_id}.pdf"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(data, media_type="application/pdf", headers=headers)


@routes.get(f"{OF}.xlsx", response_class=Response, dependencies=READ)
async def export(order_id: Id, work: Query) -> Response:
    """Set and actual values of an order, a parameter and batch a row."""
    await _seen(work, order_id)
    content = workbook("quality", HEADINGS, rows_of(await quality_of(work, order_id)))
    return as_file(content, f"quality-{order_id}.xlsx")
