import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from shared.values.ids import CustomerId, Id, derived_id, new_id


class Referring(BaseModel):
    id: Id
    customer_id: CustomerId


def test_a_new_id_is_a_uuid_of_version_7_and_valid_input():
    made = new_id()
    assert uuid.UUID(made).version == 7
    assert Referring(id=made, customer_id=CustomerId(made)).customer_id == made


def test_later_ids_sort_later():
    made = [new_id() for _ in range(1000)]
    assert made == sorted(made)
    assert len(set(made)) == 1000


@pytest.mark.parametrize(
    "value",
    [
        "",
        "7",
        7,
        True,
        None,
        "0190163D-8694-739B-AEA5-966C26F8AD91",
        "0190163d8694739baea5966c26f8ad91",
        "{0190163d-8694-739b-aea5-966c26f8ad91}",
        "0190163d-8694-739b-aea5-966c26f8ad91\n",
        "0190163d-8694-739b-aea5-966c26f8ad9１",
        b"0190163d-8694-739b-aea5-966c26f8ad91",
        uuid.UUID("0190163d-8694-739b-aea5-966c26f8ad91"),
    ],
)
def test_only_the_canonical_text_form_is_an_id(value):
    with pytest.raises(ValidationError) as caught:
        Referring(id=value, customer_id=value)
    assert caught.value.error_count() == 2


def test_the_json_schema_carries_the_pattern():
    fields = Referring.model_json_schema()["properties"]
    assert fields["id"]["pattern"] == fields["customer_id"]["pattern"]


@given(st.lists(st.text(), min_size=1, max_size=4), st.lists(st.text(), min_size=1, max_size=4))
def test_derived_ids_are_equal_exactly_when_their_parts_are(left, right):
    assert (derived_id(*left) == derived_id(*right)) == (left == right)
