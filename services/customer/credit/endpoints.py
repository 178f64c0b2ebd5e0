from sqlalchemy import literal, select

from services.customer.archive.tables import customers
from services.customer.credit import handlers
from services.customer.credit.schemas import (
    CreditAnswer,
    CreditBody,
    CreditList,
    CreditMoved,
    GroupAnswer,
    GroupBody,
)
from services.customer.credit.tables import credit_history, groups
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.values.money import Money
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("customer.credit.read")]
LAY_DOWN = [allowed("customer.credit.lay_down")]
MOST_MEMBERS = 200


@routes.post("/v1/customers/{customer_id}/credits", status_code=201, dependencies=LAY_DOWN)
async def change(customer_id: Id, body: CreditBody, work: Command) -> CreditMoved:
    """Lays down how much a customer may owe; of the head of a group, how much the whole group may."""
    credit = await handlers.change_credit(work, body.fact(customer_id, work.context.today))
    return CreditMoved(customer_id=customer_id, version=credit.version)


@routes.post("/v1/customers/{customer_id}/group", status_code=201, dependencies=LAY_DOWN)
async def move(customer_id: Id, body: GroupBody, work: Command) -> CreditMoved:
    """Puts a customer into the group of another one, or takes it out."""
    credit = await handlers.change_group(work, customer_id, body.head_id)
    return CreditMoved(customer_id=customer_id, version=credit.version)


@routes.get("/v1/customers/{customer_id}/credits", dependencies=READ)
async def list_credits(customer_id: Id, work: Query, page: Page) -> CreditList:
    """Everything that was said of a customer's credit, the last first."""
    seen = visible(credit_history.c.unit_id, literal("customer-").concat(credit_history.c.customer_id))
    chosen = select(credit_history).where(credit_history.c.customer_id == customer_id, seen)
    rows = await page_of(work, chosen, [credit_history.c.version.desc()], page)
    items = []
    for row in rows:
        limit = None if row["limit"] is None else Money.of(row["limit"], row["currency"])
        said = {name: row[name] for name in ("version", "term_days", "effective_on", "until", "changed_by")}
        items.append(CreditAnswer(**said, limit=limit))
    return CreditList(items=items)


@routes.get("/v1/customers/{customer_id}/group", dependencies=READ)
async def show_group(customer_id: Id, work: Query) -> GroupAnswer:
    """To which group a customer belongs, and who belongs to its own (two hundred at most)."""
    seen = visible(customers.c.unit_id, literal("customer-").concat(customers.c.customer_id))
    if await work.value(select(customers.c.customer_id).where(customers.c.customer_id == customer_id, seen)) is None:
        raise NotFoundError
    head = await work.value(select(groups.c.head_id).where(groups.c.customer_id == customer_id))
    theirs = visible(groups.c.unit_id, literal("customer-").concat(groups.c.customer_id))
    chosen = select(groups.c.customer_id).where(groups.c.head_id == customer_id, theirs)
    rows = await work.rows(chosen.order_by(groups.c.customer_id).limit(MOST_MEMBERS))
    return GroupAnswer(customer_id=customer_id, head_id=head, members=[row["customer_id"] for row in rows])
