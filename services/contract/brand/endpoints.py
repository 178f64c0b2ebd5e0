from sqlalchemy import select

from services.contract.accounts.events import Period
from services.contract.brand import handlers, queries
from services.contract.brand.schemas import (
    BrandFigure,
    BrandFigures,
    BrandList,
    BrandMonthBody,
    BrandMonthKept,
    BrandRow,
)
from services.contract.brand.tables import brand_months
from services.contract.rows import with_money
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()


@routes.post("/v1/brand-months", status_code=201, dependencies=[allowed("contract.product.keep")])
async def lay_down(body: BrandMonthBody, work: Command) -> BrandMonthKept:
    """Says which brands are key in a month and which are tracked, in place of what was said before."""
    month = await handlers.lay_down(work, body.fact())
    return BrandMonthKept(brand_month_id=month.id, version=month.version)


@routes.get("/v1/brand-months", dependencies=[allowed("contract.product.read")])
async def list_brands(work: Query, page: Page, month: Period | None = None) -> BrandList:
    """Brands that were named, the latest month first."""
    chosen = select(brand_months)
    if month is not None:
        chosen = chosen.where(brand_months.c.month == month)
    keys = [brand_months.c.month.desc(), brand_months.c.role, brand_months.c.brand]
    rows = await page_of(work, chosen, keys, page)
    return BrandList(items=[BrandRow(**dict(row)) for row in rows])


@routes.get("/v1/brand-figures", dependencies=[allowed("contract.order.read")])
async def figures(work: Query, page: Page, month: Period) -> BrandFigures:
    """What was ordered of each brand in a month."""
    by_brand = queries.ordered(month).subquery("by_brand")
    c = by_brand.c
    rows = await page_of(work, select(by_brand), [c.brand, c.direction, c.currency], page)
    return BrandFigures(items=[BrandFigure(**with_money(row, BrandFigure)) for row in rows])
