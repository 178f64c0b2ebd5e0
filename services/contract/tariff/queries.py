"""What tariffs say on a day."""

from datetime import date
from typing import Any

import asyncpg
from sqlalchemy import Select, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from services.contract.catalogue.queries import price_on
from services.contract.tariff.events import ListPrice
from services.contract.tariff.quoting import Of, On, Quote, Rate, quote
from services.contract.tariff.tables import tariffs
from shared.eventstore.work import Work

LIST_PRICES: tuple[ListPrice, ...] = ("transfer", "wholesale", "retail")


def listed(customer_id: str | None, grade: str | None) -> Select[Any]:
    """Everything that was said of tariffs, narrowed to one customer's or a grade's."""
    chosen = select(tariffs)
    if customer_id is not None:
        chosen = chosen.where(tariffs.c.customer_id == customer_id)
    return chosen if grade is None else chosen.where(tariffs.c.grade == grade)


async def rates_on(
    work: Work, product_code: str, brand: str | None, customer_id: str, grade: str, on: date
) -> list[Rate]:
    """What holds of a product on the day for the customer and the grade: of each place the latest day, of one day what
    was said last.
    """
    t = tariffs.c
    chosen = (
        select(tariffs)
        .where(
            or_(t.customer_id == customer_id, t.grade == grade),
            or_(t.product_code == product_code, t.product_code.is_(None)),
            or_(t.brand == brand, t.brand.is_(None)),
            t.effective_on <= on,
        )
        .ext(distinct_on(t.customer_id, t.grade, t.product_code, t.brand))
        .order_by(t.customer_id, t.grade, t.product_code, t.brand, t.effective_on.desc(), t.version.desc())
    )
    return [_rate(row) for row in await work.rows(chosen) if row["discount"] is not None]


def _rate(row: asyncpg.Record) -> Rate:
    of: Of = "customer" if row["customer_id"] else "grade"
    on: On = "product" if row["product_code"] else "brand" if row["brand"] else "everything"
    return Rate(of, on, row["list_price"], row["discount"])


async def quoted(work: Work, product: asyncpg.Record, customer_id: str, grade: str, currency: str, on: date) -> Quote:
    """What the product costs the customer on the day."""
    own = await _price(work, product["product_id"], "customer", customer_id, currency, on)
    prices = {
        kind: price
        for kind in LIST_PRICES
        if (price := await _price(work, product["product_id"], kind, None, currency, on)) is not None
    }
    rates = await rates_on(work, product["code"], product["brand"], customer_id, grade, on)
    return quote(own, prices, rates, currency)


async def _price(work: Work, product_id: str, kind: str, customer_id: str | None, currency: str, on: date) -> Any:
    row = await work.row(price_on(product_id, kind, customer_id, currency, on))
    return None if row is None else row["price"]
