"""Tariffs: laid down once for the whole installation."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from services.contract.catalogue.handlers import check_customer
from services.contract.catalogue.tables import products
from services.contract.party.handlers import party_of
from services.contract.tariff.aggregate import TARIFF, LayDown, Tariff, decide
from services.contract.tariff.events import TariffLaidDown
from services.contract.tariff.queries import quoted
from services.contract.tariff.quoting import Quote
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


async def quotes_of(work: Work, codes: Collection[str], customer_id: str, currency: str, on: date) -> dict[str, Quote]:
    """By product code what it costs the customer on the day; nothing of what is no product."""
    found = await work.rows(select(products).where(products.c.code.in_(sorted(codes)), ~products.c.retired))
    grade = (await party_of(work, customer_id)).grade_on(on, "sales") if found else ""
    return {row["code"]: await quoted(work, row, customer_id, grade, currency, on) for row in found}
