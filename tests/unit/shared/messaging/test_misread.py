"""Why an event was parked is said to whoever is on duty: field, what was expected, what kind of value came."""

from typing import Literal

import pytest
from pydantic import Field, ValidationError, field_validator

from shared.messaging.consumer import Seen
from shared.messaging.misread import reason_of
from shared.messaging.parking import Failure


class Money(Seen):
    amount: str = Field(pattern="^[0-9]+$")
    currency: Literal["CNY", "EUR"]


class PaymentSeen(Seen):
    payment_id: str
    value: Money | None = None
    lines: tuple[int, ...] = ()
    by: str = ""

    @field_validator("by")
    @classmethod
    def _known(cls, name: str) -> str:
        if name == "欧阳":
            raise ValueError("it names nobody.")
        return name


SOMEBODYS = '{"payment_id": ["欧阳赤霄"], "by": {"欧阳赤霄": 1}}'
READ = "The event says something else than PaymentSeen needs: "


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("{}", "payment_id is missing"),
        ('{"payment_id": null}', "payment_id: should be a valid string, but nothing came"),
        ('{"payment_id": 7}', "payment_id: should be a valid string, but a number came"),
        ('{"payment_id": true}', "payment_id: should be a valid string, but a truth value came"),
        ('{"payment_id": ["王"]}', "payment_id: should be a valid string, but a list of 1 came"),
        ('{"payment_id": {"王": 1}}', "payment_id: should be a valid string, but an object of 1 fields came"),
        (
            '{"payment_id": "p", "value": {"amount": "", "currency": "王"}}',
            (
                "value.amount: string should match pattern '^[0-9]+$', but an empty text came; "
                "value.currency: should be 'CNY' or 'EUR', but a text of 1 characters came"
            ),
        ),
        ('{"payment_id": "p", "by": "欧阳"}', "by: it names nobody, but a text of 2 characters came"),
    ],
)
def test_a_field_what_was_expected_and_what_kind_of_value_came(data: str, said: str):
    assert refused(data) == f"{READ}{said}."


def test_what_is_no_json_says_where():
    assert refused('{"王').startswith(f"{READ}the data: invalid JSON: ")


def test_of_many_faults_the_first_are_told_and_the_rest_counted():
    data = '{"payment_id": "p", "lines": ["a", "b", "c", "d", "e", "f", "g"]}'
    assert refused(data).endswith("; and 2 more.")


def test_no_value_stands_in_what_is_kept():
    with pytest.raises(ValidationError) as raised:
        PaymentSeen.model_validate_json(SOMEBODYS)
    kept = Failure.of(raised.value)
    assert "欧阳" not in kept.error + kept.stack


def test_another_error_keeps_its_name_and_words():
    assert reason_of(KeyError("unit")) == "KeyError: 'unit'"


def refused(data: str) -> str:
    with pytest.raises(ValidationError) as raised:
        PaymentSeen.model_validate_json(data)
    return reason_of(raised.value)
