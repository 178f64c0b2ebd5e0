"""Brands of months: laid down once for the whole installation."""

from services.contract.brand.aggregate import BRAND_MONTH, BrandMonth, LayDownBrands, decide
from services.contract.brand.events import BrandsLaidDown
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work


async def lay_down(work: Work, fact: BrandsLaidDown) -> Stream[BrandMonth]:
    """These brands matter in a month, and no others."""
    async with work.beyond():
        month = await work.load(BRAND_MONTH, fact.brand_month_id)
    work.record(month, decide(month.state, LayDownBrands(fact)))
    return month
