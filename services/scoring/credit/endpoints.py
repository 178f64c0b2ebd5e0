"""Credit: graded when asked for, told with every indicator that made the grade, under schemes that are data."""

from typing import Any, Final

from sqlalchemy import select

from services.scoring.credit import handlers, queries
from services.scoring.credit.events import CreditSchemeLaidDown, Grade
from services.scoring.credit.schemas import (
    AssessmentBody,
    CreditAnswer,
    CreditMoved,
    GradedCustomer,
    GradeList,
    SchemeAnswer,
    SchemeBody,
    SchemeKept,
    SchemeList,
    ScoreAnswer,
    ScoreList,
)
from services.scoring.credit.scheme import SHIPPED
from services.scoring.credit.tables import credit_grades, credit_schemes, credit_scores
from services.scoring.customer_view.timeline import KNOWN_CUSTOMER, Wanted, check_known
from services.scoring.generation.serving import served
from shared.eventstore.aggregate import Stream
from shared.values.errors import InvalidFieldError, NotFoundError
from shared.values.ids import Id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()
READ: Final = [allowed("scoring.credit.read")]
OF: Final = "/v1/customers/{customer_id}"


@routes.post(f"{OF}/credit-assessments", status_code=201, dependencies=[allowed("scoring.credit.assess")])
async def assess(customer_id: Id, body: AssessmentBody, work: Command) -> CreditMoved:
    """Grades a customer by what all units know of how they pay and stand; the same again changes nothing."""
    on = body.as_of or work.context.today
    if on > work.context.today:
        raise InvalidFieldError("/as_of", "nothing is known of a day to come")
    with served():
        await check_known(work, KNOWN_CUSTOMER, customer_id, Wanted())
        credit = await handlers.assess(work, customer_id, on)
    return _moved(credit)


def _moved(credit: Stream[Any]) -> CreditMoved:
    state = credit.state
    return CreditMoved(customer_id=credit.id, grade=state.grade, valid_until=state.valid_until, version=credit.version)


@routes.get(f"{OF}/credit", dependencies=READ)
async def show(customer_id: Id, work: Query) -> CreditAnswer:
    """The grade of a customer, and why: the indicators of its last score."""
    row = await work.row(queries.shown().where(credit_grades.c.customer_id == customer_id))
    if row is None:
        raise NotFoundError
    last = queries.scores().where(credit_scores.c.customer_id == customer_id)
    score = await work.row(last.order_by(credit_scores.c.version.desc()).limit(1))
    if score is None:
        raise NotFoundError
    holds = work.context.today <= row["valid_until"]
    said = {name: row[name] for name in ("customer_id", "before", "total", "graded_on", "valid_until", "version")}
    grade = row["grade"] if holds else "unknown"
    return CreditAnswer(**said, grade=grade, given=row["grade"], score=ScoreAnswer(**_score(score)))


@routes.get(f"{OF}/credit-scores", dependencies=READ)
async def list_scores(customer_id: Id, work: Query, page: Page) -> ScoreList:
    """What a customer scored over time, the latest first."""
    chosen = queries.scores().where(credit_scores.c.customer_id == customer_id)
    rows = await page_of(work, chosen, [credit_scores.c.version.desc()], page)
    return ScoreList(items=[ScoreAnswer(**_score(row)) for row in rows])


@routes.get("/v1/credits", dependencies=READ)
async def list_grades(work: Query, page: Page, grade: Grade | None = None) -> GradeList:
    """Customers with the grade that they were given last."""
    chosen = queries.shown()
    if grade is not None:
        chosen = chosen.where(credit_grades.c.grade == grade)
    rows = await page_of(work, chosen, [credit_grades.c.customer_id], page)
    fields = GradedCustomer.model_fields
    return GradeList(items=[GradedCustomer(**{name: row[name] for name in fields}) for row in rows])


@routes.post("/v1/credit-schemes", status_code=201, dependencies=[allowed("scoring.credit.lay_down")])
async def lay(body: SchemeBody, work: Command) -> SchemeKept:
    """Lays down from a day on how credit is graded."""
    stream = await handlers.lay_down(work, body.fact())
    return SchemeKept(from_on=body.from_on, version=stream.version)


@routes.get("/v1/credit-schemes", dependencies=READ)
async def list_schemes(work: Query, page: Page) -> SchemeList:
    """What was laid down, page by page, the first page with what came with the program before it."""
    rows = await page_of(work, select(credit_schemes), [credit_schemes.c.version], page)
    shipped = [] if page.cursor else [SchemeAnswer(scheme=SHIPPED, shipped=True)]
    said = [SchemeAnswer(scheme=CreditSchemeLaidDown.model_validate(row["scheme"]), shipped=False) for row in rows]
    return SchemeList(items=[*shipped, *said])


def _score(row: Any) -> dict[str, Any]:
    return {name: row[name] for name in ScoreAnswer.model_fields}
