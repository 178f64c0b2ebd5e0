"""Orders by what their figures are summed by: the month they count in, and the brands their lines name."""

from datetime import date

from sqlalchemy import ColumnElement, column, func, select
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.catalogue.tables import products
from services.contract.order.tables import orders


def month_after(first: date) -> date:
    """The first day of the next month."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def in_month(month: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Effective in it."""
    first = date.fromisoformat(f"{month}-01")
    return orders.c.effective_on >= first, orders.c.effective_on < month_after(first)


def narrowed(month: str | None, brand: str | None) -> list[ColumnElement[bool]]:
    """What orders of a month have in common, and those that count among what was ordered of a brand: not refused, and
    with a line that names a product of it.
    """
    chosen: list[ColumnElement[bool]] = [*in_month(month)] if month else []
    if brand is not None:
        line = func.jsonb_array_elements(orders.c.lines).table_valued(column("value", JSONB)).alias("line")
        named = select(products.c.code).where(
            products.c.brand == brand, products.c.code == line.c.value["product"].astext
        )
        chosen += [orders.c.state != "refused", named.select_from(line, products).correlate(orders).exists()]
    return chosen
