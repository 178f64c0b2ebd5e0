"""What the dialogs of the collection file say is what the contract service takes."""

from typing import Any, get_args

import pytest
from pydantic import BaseModel

from services.contract.arrears.events import PROVABLE, Channel, DisputeOutcome
from services.contract.arrears.state import Answer
from services.contract.collection import schemas
from services.portal.pages.collection import called
from services.portal.pages.collection.deeds import DEEDS, share
from shared.values.ids import new_id

INVOICE, CONTRACT, THING = new_id(), new_id(), new_id()
FORMS: dict[str, tuple[type[BaseModel], dict[str, str], dict[str, Any]]] = {
    "demand": (
        schemas.DemandBody,
        {"channel": "letter", "effective_on": "2026-03-01", "key": "x"},
        {"channel": "letter", "effective_on": "2026-03-01"},
    ),
    "promise": (
        schemas.PromiseBody,
        {"amount": "¥1,000.50", "pay_by": "2026-03-09", "effective_on": ""},
        {"amount": {"amount": "1000.50", "currency": "CNY"}, "pay_by": "2026-03-09"},
    ),
    "dispute": (schemas.DisputeBody, {"invoice_id": "", "reason": "broken"}, {"reason": "broken"}),
    "resolution": (schemas.ResolutionBody, {"outcome": "settled"}, {"outcome": "settled"}),
    "pause": (
        schemas.PauseBody,
        {"invoice_id": INVOICE, "from_on": "2026-03-01", "until_on": "2026-03-09"},
        {"invoice_id": INVOICE, "from_on": "2026-03-01", "until_on": "2026-03-09"},
    ),
    "interest-terms": (
        schemas.InterestTermsBody,
        {"clause": "", "rate": "3.65 %", "from_on": "2026-03-01"},
        {"rate": "0.0365", "from_on": "2026-03-01"},
    ),
    "interest": (
        schemas.InterestBody,
        {"invoice_id": INVOICE, "number": "INT-1", "tax_rate": "6", "until": "2026-03-09", "due_on": ""},
        {"invoice_id": INVOICE, "number": "INT-1", "tax_rate": "0.06", "until": "2026-03-09"},
    ),
    "write-off": (
        schemas.WriteOffBody,
        {"invoice_id": INVOICE, "amount": "60", "reason": "bankrupt"},
        {"invoice_id": INVOICE, "amount": {"amount": "60", "currency": "CNY"}, "reason": "bankrupt"},
    ),
    "restoration": (
        schemas.RestorationBody,
        {"invoice_id": INVOICE, "amount": "10", "document": "Court 7"},
        {"invoice_id": INVOICE, "amount": {"amount": "10", "currency": "CNY"}, "document": "Court 7"},
    ),
    "valuation": (schemas.ValuationBody, {"as_of": "2026-03-31"}, {"as_of": "2026-03-31"}),
    "confirmation": (schemas.ConfirmationBody, {"as_of": "2026-03-31", "balance": ""}, {"as_of": "2026-03-31"}),
    "answer": (
        schemas.ConfirmationAnswerBody,
        {"balance": "0", "file_id": INVOICE},
        {"balance": {"amount": "0", "currency": "CNY"}, "file_id": INVOICE},
    ),
}


@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_dialog_says_what_the_service_takes_and_nothing_empty(name: str):
    shape, fields, body = FORMS[name]
    assert DEEDS[name].body(fields, "CNY") == body
    shape.model_validate(body)


def test_every_deed_is_tried_and_goes_to_its_own_address():
    assert DEEDS.keys() == FORMS.keys()
    address = f"/v1/contracts/{CONTRACT}/arrears"
    assert DEEDS["promise"].address(CONTRACT, "") == f"{address}/promises"
    assert DEEDS["resolution"].address(CONTRACT, THING) == f"{address}/disputes/{THING}/resolution"
    assert DEEDS["answer"].address(CONTRACT, THING) == f"{address}/confirmations/{THING}/answer"


def test_no_interest_is_said_as_none():
    body = DEEDS["interest-terms"].body({"rate": "5", "none": "yes", "from_on": "2026-01-01"}, "CNY")
    assert body == {"rate": None, "from_on": "2026-01-01"}


@pytest.mark.parametrize(
    ("said", "told"), [("6", "0.06"), ("3.65%", "0.0365"), ("100", "1"), ("", None), ("six", "six")]
)
def test_percent_is_a_share_of_one(said: str, told: str | None):
    assert share(said) == told


def test_every_code_has_its_words():
    assert called.CHANNELS.keys() == set(get_args(Channel))
    assert called.PROVABLE == PROVABLE
    assert called.OUTCOMES.keys() == set(get_args(DisputeOutcome))
    assert called.CONFIRMATIONS.keys() == {one.value for one in Answer}
