from typing import Annotated

from fastapi import Query as QueryParameter
from sqlalchemy import func, select

from services.customer.archive import queries
from services.customer.archive.events import CustomerKind, Role
from services.customer.archive.schemas import CustomerFigures, CustomerLines
from services.customer.archive.tables import customers
from services.customer.finding.queries import MOST_CANDIDATES, find
from shared.values.ids import Id
from shared.web.routing import Page, Query, allowed, page_of, router

routes = router()


@routes.get("/v1/customers", dependencies=[allowed("customer.archive.read")])
async def index(
    work: Query,
    page: Page,
    q: Annotated[str | None, QueryParameter(min_length=1, max_length=100)] = None,
    kind: CustomerKind | None = None,
    role: Role | None = None,
    state: Annotated[str | None, QueryParameter(pattern="^[a-z]{1,20}$")] = None,
    owner_id: Id | None = None,
    customer_id: Annotated[list[Id] | None, QueryParameter(max_length=200, description="Only these")] = None,
) -> CustomerLines:
    """Customers page by page; with `q` (a name, a part or its pinyin, a number) the best matches in one page."""
    if q is not None:
        wanted = {"kind": kind, "state": state, "owner_id": owner_id}
        narrowed = role is not None or any(wanted.values())
        found = await find(work, q, MOST_CANDIDATES if narrowed else page.limit)
        rows = [
            row
            for row in found
            if all(value is None or row[column] == value for column, value in wanted.items())
            and (role is None or role in row["roles"])
        ]
        return CustomerLines(customers=await queries.lines(work, rows[: page.limit]))
    statement = queries.all_visible()
    if customer_id is not None:
        statement = statement.where(customers.c.customer_id.in_(customer_id))
    for column, value in (("kind", kind), ("state", state), ("owner_id", owner_id)):
        if value is not None:
            statement = statement.where(customers.c[column] == value)
    if role is not None:
        statement = statement.where(customers.c.roles.contains([role]))
    rows = await page_of(work, statement, [customers.c.customer_id], page)
    return CustomerLines(customers=await queries.lines(work, rows))


@routes.get("/v1/figures", dependencies=[allowed("customer.archive.read")])
async def figures(work: Query) -> CustomerFigures:
    """How many customers the caller sees."""
    counted = select(func.count()).select_from(queries.all_visible().subquery())
    return CustomerFigures(number=await work.value(counted))
