from datetime import date
from decimal import Decimal
from typing import Any

from services.contract.catalogue.aggregate import (
    PRODUCT,
    ChangeProduct,
    DuplicateProductError,
    PriceProduct,
    RegisterProduct,
    decide,
)
from services.contract.catalogue.events import Particulars, ProductChanged, ProductPriced
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError

TODAY = date(2026, 3, 2)
given = specification(PRODUCT, decide)
FAN = Particulars(name="风机", mnemonic="fj", unit="台")
IN = ProductChanged(product_id="p1", code="FAN-1", particulars=FAN, effective_on=TODAY)


def priced(price: str | None, **more: Any) -> ProductPriced:
    said = {"kind": "retail", "customer_id": None, "currency": "CNY", "effective_on": TODAY, **more}
    return ProductPriced(product_id="p1", code="FAN-1", price=None if price is None else Decimal(price), **said)


def test_a_code_stands_for_one_product_and_what_is_said_twice_is_one_fact():
    given().when(RegisterProduct(IN)).then(IN)
    given(IN).when(RegisterProduct(IN)).fails(DuplicateProductError)
    given(IN).when(ChangeProduct(FAN, TODAY)).then()
    branded = FAN.model_copy(update={"brand": "东方"})
    given(IN).when(ChangeProduct(branded, TODAY)).then(IN.model_copy(update={"particulars": branded}))
    given().when(ChangeProduct(FAN, TODAY)).fails(NotPossibleNowError)


def test_a_price_holds_for_its_kind_customer_currency_and_day():
    dear, cheap = priced("10.50"), priced("9.90")
    given(IN).when(PriceProduct(dear)).then(dear)
    given(IN, dear).when(PriceProduct(priced("10.5"))).then()
    given(IN, dear).when(PriceProduct(cheap)).then(cheap)
    given(IN, dear, cheap).when(PriceProduct(dear)).then(dear)
    own = priced("8", kind="customer", customer_id="k1")
    given(IN, dear).when(PriceProduct(own)).then(own)
    ended = priced(None)
    given(IN, dear).when(PriceProduct(ended)).then(ended)


def test_what_is_no_price_is_refused():
    given(IN).when(PriceProduct(priced("-0.01"))).fails(InvalidFieldError)
    given(IN).when(PriceProduct(priced("1", kind="customer"))).fails(InvalidFieldError)
    given(IN).when(PriceProduct(priced("1", customer_id="k1"))).fails(InvalidFieldError)
    given().when(PriceProduct(priced("1"))).fails(NotPossibleNowError)
    gone = IN.model_copy(update={"particulars": FAN.model_copy(update={"retired": True})})
    given(gone).when(PriceProduct(priced("1"))).fails(NotPossibleNowError)
