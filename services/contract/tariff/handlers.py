"""Tariffs: laid down once for the whole installation."""

from sqlalchemy import select

from services.contract.catalogue.handlers import check_customer
from services.contract.catalogue.tables import products
from services.contract.tariff.aggregate import TARIFF, LayDown, Tariff, decide
from services.contract.tariff.events import TariffLaidDown
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError


async def lay_down(work: Work, fact: TariffLaidDown) -> Stream[Tariff]:
    """A customer, or every customer of a grade, buys at this from a day on."""
    if fact.customer_id is not None:
        await check_customer(work, fact.customer_id, "/customer_id")
    if fact.product_code is not None:
        known = select(products.c.product_id).where(products.c.code == fact.product_code, ~products.c.retired)
        if await work.value(known) is None:
            raise InvalidFieldError("/product_code", "there is no such product, or it is sold no more")
    async with work.beyond():
        tariff = await work.load(TARIFF, fact.tariff_id)
    work.record(tariff, decide(tariff.state, LayDown(fact)))
    return tariff
