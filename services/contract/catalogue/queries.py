"""What is asked about products and their prices. Both are reference data of the whole installation."""

from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from services.contract.catalogue.tables import product_prices, products
from shared.values.text import normalise


def found(words: str | None) -> Select[Any]:
    """Products whose code, barcode or mnemonic begins so, or whose name holds it."""
    if words is None:
        return select(products)
    plain = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    begins = [products.c[name].like(f"{plain}%") for name in ("code", "barcode")]
    spoken = products.c.mnemonic.like(f"{normalise(plain)}%")
    return select(products).where(or_(*begins, spoken, products.c.name.ilike(f"%{plain}%")))


def price_on(product_id: str, kind: str, customer_id: str | None, currency: str, on: date) -> Select[Any]:
    """The price of a kind that holds on a day: of several the latest day, of one day what was said last."""
    prices = product_prices
    chosen = select(prices).where(
        prices.c.product_id == product_id,
        prices.c.kind == kind,
        prices.c.customer_id.is_not_distinct_from(customer_id),
        prices.c.currency == currency,
        prices.c.effective_on <= on,
    )
    return chosen.order_by(prices.c.effective_on.desc(), prices.c.version.desc()).limit(1)
