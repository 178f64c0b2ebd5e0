import pytest
from pydantic import TypeAdapter, ValidationError

from services.asset.card.schemas import AdjustmentBody, MoveBody


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060\u200d", "a\u202eb"])
def test_what_is_written_on_a_card_can_be_seen(unseen):
    with pytest.raises(ValidationError):
        AdjustmentBody(book="accounting", reason=unseen)
    with pytest.raises(ValidationError):
        MoveBody(location=unseen)


def test_a_place_may_be_left_empty_and_have_several_lines():
    body = TypeAdapter(MoveBody).validate_json('{"location": "Hall 3\\nRow 4"}')
    assert (body.location, body.department) == ("Hall 3\nRow 4", "")
