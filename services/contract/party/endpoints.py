from sqlalchemy import select

from services.contract.customer.checking import check_counterparty
from services.contract.party.aggregate import PARTY, Party
from services.contract.party.handlers import ask_grade, judge_party, size_of, size_party
from services.contract.party.schemas import (
    AskedGrade,
    AskedGrades,
    GradeBody,
    GradeWaits,
    PartyAnswer,
    PartyMoved,
    SizeBody,
    StandingBody,
)
from services.contract.party.tables import parties, party_grades_asked
from shared.eventstore.aggregate import Stream
from shared.values.errors import NotFoundError
from shared.values.ids import Id, new_id
from shared.web.routing import Command, Others, Page, Query, allowed, page_of, router

routes = router()


def _moved(party: Stream[Party]) -> PartyMoved:
    return PartyMoved(customer_id=party.id, version=party.version)


@routes.post("/v1/parties/{customer_id}/grades", status_code=201, dependencies=[allowed("contract.party.judge")])
async def grade(customer_id: Id, body: GradeBody, work: Command, others: Others) -> GradeWaits:
    """Gives a counterparty a grade by hand until a day: of its credit as a customer, of what it delivers as a supplier,
    or of both. It counts once somebody else agrees.
    """
    await check_counterparty(work, others, customer_id, "/path/customer_id")
    approval_id = new_id()
    party = await ask_grade(work, body.command(customer_id, approval_id))
    return GradeWaits(customer_id=customer_id, approval_id=approval_id, version=party.version)


@routes.get("/v1/parties/{customer_id}/grades", dependencies=[allowed("contract.party.read")])
async def list_grades(customer_id: Id, work: Query, page: Page) -> AskedGrades:
    """The grades that a counterparty was given by hand, and why, the latest first."""
    table = party_grades_asked
    chosen = select(table).where(table.c.customer_id == customer_id)
    rows = await page_of(work, chosen, [table.c.approval_id.desc()], page)
    opened = await work.unseal_all([(f"party-{customer_id}", row["sealed"]) for row in rows])
    told = zip(rows, opened, strict=True)
    fields = [name for name in AskedGrade.model_fields if name != "reason"]
    return AskedGrades(
        items=[AskedGrade(**{name: row[name] for name in fields}, reason=said.get("reason")) for row, said in told]
    )


@routes.post("/v1/parties/{customer_id}/standing", status_code=201, dependencies=[allowed("contract.party.judge")])
async def judge(customer_id: Id, body: StandingBody, work: Command, others: Others) -> PartyMoved:
    """Says whether a counterparty is related to us, and whether contracts with it are stopped."""
    await check_counterparty(work, others, customer_id, "/path/customer_id")
    party = await judge_party(work, customer_id, body.reason, related=body.related, blocked=body.blocked)
    return _moved(party)


@routes.post("/v1/parties/{customer_id}/sizes", status_code=201, dependencies=[allowed("contract.party.judge")])
async def size(customer_id: Id, body: SizeBody, work: Command, others: Others) -> PartyMoved:
    """Says of what size a counterparty is from a day on: micro, small and medium suppliers are protected by law."""
    await check_counterparty(work, others, customer_id, "/path/customer_id")
    return _moved(await size_party(work, customer_id, body.size, body.effective_on))


@routes.get("/v1/parties/{customer_id}", dependencies=[allowed("contract.party.read")])
async def show(customer_id: Id, work: Query) -> PartyAnswer:
    """How a counterparty stands today."""
    row = await work.row(select(parties).where(parties.c.customer_id == customer_id))
    if row is None:
        raise NotFoundError
    async with work.beyond():
        party = (await work.load(PARTY, customer_id)).state
    today = work.context.today
    grades = {"grade": party.grade_on(today), "supplier_grade": party.grade_on(today, "purchase")}
    return PartyAnswer(**{**dict(row), **grades, "size": await size_of(work, customer_id, today)})
