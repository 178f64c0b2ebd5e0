"""A product decided and folded."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.contract.catalogue.events import Particulars, ProductChanged, ProductPriced
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError

Place = tuple[str, str | None, str, date]
"""Kind, customer, currency and day of a price."""


@dataclass(frozen=True, slots=True)
class Product:
    """`prices` are the last word for each kind, customer, currency and day."""

    product_id: str = ""
    code: str = ""
    particulars: Particulars | None = None
    prices: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegisterProduct:
    fact: ProductChanged


@dataclass(frozen=True, slots=True)
class ChangeProduct:
    particulars: Particulars
    on: date


@dataclass(frozen=True, slots=True)
class PriceProduct:
    fact: ProductPriced


Command = RegisterProduct | ChangeProduct | PriceProduct


class DuplicateProductError(DomainError):
    """A product of this code is in the archive already."""

    pointer = "/code"


def decide(product: Product, command: Command) -> list[Event]:
    """What is said already is one fact and gives no event."""
    known = product.particulars
    match command:
        case RegisterProduct(fact=fact):
            if known is not None:
                raise DuplicateProductError
            return [fact]
        case ChangeProduct(particulars=particulars, on=on) if known is not None:
            said = {"product_id": product.product_id, "code": product.code}
            changed = ProductChanged(**said, particulars=particulars, effective_on=on)
            return [] if particulars == known else [changed]
        case PriceProduct(fact=fact) if known is not None:
            _check(known, fact)
            at = place(fact)
            return [] if at in product.prices and product.prices[at] == _text(fact) else [fact]
        case _:
            raise NotPossibleNowError("new", command)


def _check(known: Particulars, fact: ProductPriced) -> None:
    if known.retired:
        raise NotPossibleNowError("retired", fact)
    if (fact.kind == "customer") != (fact.customer_id is not None):
        raise InvalidFieldError("/customer_id", "a customer is named for the prices of one customer alone")
    if fact.price is not None and fact.price < 0:
        raise InvalidFieldError("/price", "a price is not below zero")


def place(fact: ProductPriced) -> str:
    """What a price is for."""
    return "\n".join((fact.kind, fact.customer_id or "", fact.currency, fact.effective_on.isoformat()))


def _text(fact: ProductPriced) -> str | None:
    return None if fact.price is None else str(fact.price.normalize())


def evolve(product: Product, event: Event) -> Product:
    match event:
        case ProductChanged():
            return replace(product, product_id=event.product_id, code=event.code, particulars=event.particulars)
        case ProductPriced():
            return replace(product, prices={**product.prices, place(event): _text(event)})
        case _:
            return product


PRODUCT = Aggregate("product", Product(), evolve)
