"""What is done to assets on their page is what the asset service takes."""

import json

import pytest
from pydantic import BaseModel

from services.asset.card.schemas import MoveBody
from services.asset.transfer.aggregate import Stage
from services.asset.transfer.schemas import ApprovalBody, ReceiptBody, ReturnBody, TransferBody
from services.portal.pages.handing.doings import DOINGS, STAGES
from shared.values.ids import new_id

SHAPES: dict[str, type[BaseModel]] = {
    "offer": TransferBody,
    "move": MoveBody,
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
}


@pytest.mark.parametrize("name", DOINGS)
def test_the_service_takes_what_a_form_says(name: str):
    body = DOINGS[name].body(TYPED, {})
    assert set(body) == {one.name for one in DOINGS[name].fields} | set(DOINGS[name].says)
    SHAPES[name].model_validate_json(json.dumps(body))


def test_every_stage_of_a_transfer_has_words():
    assert STAGES.keys() == {stage.value for stage in Stage} - {Stage.NEW.value}
