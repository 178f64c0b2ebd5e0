from sqlalchemy import select

from services.contract.customer.checking import check_counterparty
from services.contract.party.aggregate import PARTY, Party
from services.contract.party.handlers import grade_party, judge_party, size_of, size_party
from services.contract.party.schemas import GradeBody, PartyAnswer, PartyMoved, SizeBody, StandingBody
from services.contract.party.tables import parties
from shared.eventstore.aggregate import Stream
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import Command, Others, Query, allowed, router

routes = router()


def _moved(party: Stream[Party]) -> PartyMoved:
    return PartyMoved(customer_id=party.id, version=party.version)


@routes.post("/v1/parties/{customer_id}/grades", status_code=201, dependencies=[allowed("contract.party.judge")])
async def grade(customer_id: Id, body: GradeBody, work: Command, others: Others) -> PartyMoved:
    """Enters the grade of a counterparty, with the day on which it runs out: of its credit as a customer, of what it
    delivers as a supplier, or of both.
    """
    await check_counterparty(work, others, customer_id, "/path/customer_id")
    return _moved(await grade_party(work, body.fact(customer_id)))


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
