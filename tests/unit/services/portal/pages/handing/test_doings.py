"""What is done to assets on their page is what the asset service takes."""

import json

import pytest
from pydantic import BaseModel

from services.asset.card.schemas import AdjustmentBody, AssetEntryBody, MoveBody
from services.asset.transfer.aggregate import Stage
from services.asset.transfer.schemas import ApprovalBody, ReceiptBody, ReturnBody, TransferBody
from services.portal.pages.handing.doings import DOINGS, ENTRY, STAGES
from shared.values.ids import new_id

SHAPES: dict[str, type[BaseModel]] = {
    "offer": TransferBody,
    "move": MoveBody,
    "adjust": AdjustmentBody,
    "agree": ApprovalBody,
    "decline": ApprovalBody,
    "receive": ReceiptBody,
    "refuse": ReceiptBody,
    "take-back": ReturnBody,
}
TYPED = {
    "receiver": new_id(),
    "unit_id": new_id(),
    "holder_id": new_id(),
    "reason": "not needed any more",
    "condition": "as new",
    "location": "Room 3",
    "department": "IT",
    "effective_on": "2026-03-02",
    "book": "accounting",
    "cost": "12,000.00",
    "residual": "600",
    "periods": "48",
}
ENTERED = {
    "name": "叉车",
    "class_code": "A02",
    "cost": "56,000.00",
    "cost-currency": "CNY",
    "in_use": "2026-03-02",
    "number": "",
    "unit_id": "",
}


@pytest.mark.parametrize("name", DOINGS)
def test_the_service_takes_what_a_form_says(name: str):
    body = DOINGS[name].body(TYPED, {})
    assert set(body) == {one.name for one in DOINGS[name].fields} | set(DOINGS[name].says)
    SHAPES[name].model_validate_json(json.dumps(body))


def test_an_asset_is_entered_with_what_was_charged_elsewhere_or_without():
    body = ENTRY.body(ENTERED, {})
    assert body["cost"] == {"amount": "56000.00", "currency": "CNY"}
    assert AssetEntryBody.model_validate_json(json.dumps(body)).opening is None
    charged = {"opening.count": "3", "opening.amount": "1,400", "opening.first_posting": "2026-06-30"}
    opened = AssetEntryBody.model_validate_json(json.dumps(ENTRY.body({**ENTERED, **charged}, {})))
    assert opened.opening is not None
    assert opened.opening.count == 3


def test_every_stage_of_a_transfer_has_words():
    assert STAGES.keys() == {stage.value for stage in Stage} - {Stage.NEW.value}
