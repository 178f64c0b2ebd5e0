"""What was ordered of each brand in a month, the brands that were named for it among them."""

from typing import Any

from sqlalchemy import Numeric, Select, cast, column, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from services.contract.brand.tables import brand_months
from services.contract.catalogue.tables import products
from services.contract.order.queries import in_month
from services.contract.order.tables import orders
from shared.security.visibility import visible


def ordered(month: str) -> Select[Any]:
    """By brand, direction and currency: orders in sight of that month, pieces and amounts of their lines that name a
    product of the brand.
    """
    o, lines = orders.c, func.jsonb_array_elements(orders.c.lines).table_valued(column("value", JSONB)).lateral("line")
    line = lines.c.value
    said = (brand_months.c.month == month) & (brand_months.c.brand == products.c.brand)
    joined = (
        orders.join(lines, literal(value=True))
        .join(products, products.c.code == line["product"].astext)
        .join(brand_months, said, isouter=True)
    )
    return (
        select(
            products.c.brand,
            brand_months.c.role,
            o.direction,
            o.currency,
            func.count(o.order_id.distinct()).label("orders"),
            func.sum(cast(line["quantity"].astext, Numeric)).label("quantity"),
            func.sum(cast(line["amount"]["amount"].astext, Numeric)).label("amount"),
        )
        .select_from(joined)
        .where(
            *in_month(month),
            o.state != "refused",
            products.c.brand.is_not(None),
            visible(o.unit_id, literal("contract-").concat(o.contract_id)),
        )
        .group_by(products.c.brand, brand_months.c.role, o.direction, o.currency)
    )
