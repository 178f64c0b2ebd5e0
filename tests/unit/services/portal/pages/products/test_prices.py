import json
from datetime import date
from decimal import Decimal
from typing import get_args

from services.contract.catalogue.events import PriceKind
from services.contract.catalogue.schemas import ParticularsBody, PriceBody, ProductBody
from services.portal.pages.products.forms import fields_of, price_body, product_body
from services.portal.pages.products.prices import KINDS, chart, in_force, last_words, superseded
from services.portal.pages.products.seen import Price, Product
from shared.values.ids import new_id

TODAY = date(2026, 11, 22)
CUSTOMER = new_id()


def price(day: str, amount: str | None, version: int, kind: str = "retail", customer: str | None = None) -> Price:
    value = None if amount is None else Decimal(amount)
    on = date.fromisoformat(day)
    return Price(kind=kind, customer_id=customer, currency="CNY", price=value, effective_on=on, version=version)


SAID = [
    price("2026-01-01", "10", 2),
    price("2026-06-01", "12", 3),
    price("2026-06-01", "11", 4),
    price("2027-01-01", "15", 5),
    price("2026-02-01", "8", 6, "customer", CUSTOMER),
    price("2026-05-01", None, 7, "customer", CUSTOMER),
]


def test_the_price_that_holds_is_the_last_word_of_the_latest_day():
    holds = in_force(SAID, TODAY)
    assert [(at, one.price) for at, one in holds.items()] == [(("retail", "", "CNY"), Decimal(11))]
    assert in_force(SAID, date(2026, 3, 1))["customer", CUSTOMER, "CNY"].price == Decimal(8)
    assert in_force(SAID, date(2025, 1, 1)) == {}


def test_what_was_said_otherwise_later_is_marked_and_never_drawn():
    assert superseded(SAID) == {3}
    assert [one.version for one in last_words(SAID)] == [2, 6, 7, 4, 5]


def test_prices_go_in_steps_and_end_where_they_were_ended():
    drawn = chart(SAID, TODAY, lambda at: at[0])
    assert drawn is not None
    assert drawn["labels"] == ["2026-01-01", "2026-02-01", "2026-05-01", "2026-06-01", "2026-11-22", "2027-01-01"]
    assert [(one["name"], one["data"]) for one in drawn["series"]] == [
        ("customer", [None, 8.0, None, None, None, None]),
        ("retail", [10.0, 10.0, 10.0, 11.0, 11.0, 15.0]),
    ]
    assert chart([], TODAY, lambda at: at[0]) is None


def test_every_kind_of_price_has_its_name():
    assert KINDS.keys() == set(get_args(PriceKind))


def test_forms_say_what_the_service_takes():
    body = product_body({"name": "轴承", "unit": "pcs", "brand": "", "barcode": "6901234567892"}, [CUSTOMER])
    assert body == {
        "name": "轴承",
        "unit": "pcs",
        "barcode": "6901234567892",
        "suppliers": [CUSTOMER],
        "images": [],
        "retired": False,
    }
    ProductBody.model_validate_json(json.dumps({**body, "code": "B-1"}))
    known = Product(**body, product_id="p", code="B-1", mnemonic="zc", version=3, **dict.fromkeys(
        ("specification", "brand", "series", "maker", "origin", "packaging"), None))  # fmt: skip
    again = product_body(fields_of(known), known.suppliers)
    assert again == {**body, "mnemonic": "zc"}
    ParticularsBody.model_validate_json(json.dumps(again))


def test_a_customer_is_named_for_the_price_of_a_customer_alone():
    fields = {"kind": "customer", "counterparty_id": CUSTOMER, "currency": "CNY", "price": "1,200.50"}
    said = price_body({**fields, "effective_on": "2026-01-01"})
    assert (said["customer_id"], said["price"]) == (CUSTOMER, "1200.50")
    PriceBody.model_validate(said)
    general = price_body({**fields, "kind": "retail", "effective_on": "2026-01-01"})
    assert "customer_id" not in general
    ended = price_body({**fields, "kind": "retail", "ends": "yes", "effective_on": "2026-01-01"})
    assert ended["price"] is None
    PriceBody.model_validate(ended)
