"""A product and its price as the fields of a form."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.portal.pages.drafting.fields import figure
from services.portal.pages.products.seen import Product

PLAIN: Final = (
    "name",
    "mnemonic",
    "unit",
    "barcode",
    "specification",
    "brand",
    "series",
    "maker",
    "origin",
    "packaging",
)
NEEDED: Final = frozenset({"name", "unit"})


def product_body(fields: Mapping[str, str], suppliers: list[str], images: Sequence[str] = ()) -> dict[str, Any]:
    """What is said of a product; what is empty is not said."""
    said: dict[str, Any] = {name: fields.get(name, "") for name in PLAIN if fields.get(name) or name in NEEDED}
    return {**said, "suppliers": suppliers, "images": [*images], "retired": fields.get("retired") == "yes"}


def fields_of(product: Product) -> dict[str, str]:
    """The form that says what is known."""
    said = {name: getattr(product, name) or "" for name in PLAIN}
    return {**said, "code": product.code, "retired": "yes" if product.retired else ""}


def price_body(fields: Mapping[str, str]) -> dict[str, Any]:
    """What a unit costs; an empty price ends what held."""
    kind = fields.get("kind", "")
    said = {name: fields.get(name, "") for name in ("kind", "currency", "effective_on")}
    price = figure(fields.get("price", "")) or None
    customer = (
        {"customer_id": fields["counterparty_id"]} if kind == "customer" and fields.get("counterparty_id") else {}
    )
    return {**said, **customer, "price": None if fields.get("ends") == "yes" else price}
