"""Every refusal of what was sent (422) names the field at fault, or is one of the few that concern no one field."""

import importlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from services.customer.archive.aggregate import CUSTOMER
from services.customer.archive.commands import RegisterCustomer
from services.customer.archive.decide import decide
from shared.values.errors import DomainError
from shared.web.problems import problem

ROOT = Path(__file__).parents[3]

NO_ONE_FIELD = {
    "IdempotencyKeyReusedError": "the key is a header, and it is the whole request that differs",
    "RouteImpossibleError": "the route is computed, not sent; its step is named",
    "TemplateTextError": "texts ship with the product; nobody sends one",
    "TooManyItemsError": "it is everything that was asked for together",
    "WrongDirectionError": "the contract in the path is of the other kind, whatever is sent",
    "IdentifierError": "a value's error: whoever reads a field catches it and names the field",
    "MoneyError": "the same",
    "CurrencyMismatchError": "the same",
}
NAMED_WHEN_RAISED = {
    "InvalidFieldError",
    "InvalidInputError",
    "LifetimeError",
    "InputRefusedError",
    "NotConvergedError",
    "SigningPlanError",
    "CalendarRefusedError",
    "PayWhenPaidError",
    "TermTooLongError",
    "LooserThanStandardError",
}
"""They take the field, or several, as an argument."""


def everything(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for one in kind.__subclasses__():
        yield one
        yield from everything(one)


def refusals() -> dict[str, type[DomainError]]:
    for room in ("services", "shared"):
        for path in (ROOT / room).rglob("*.py"):
            if "DomainError" in path.read_text(encoding="utf-8"):
                importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return {
        f"{one.__module__}.{one.__name__}": one
        for one in everything(DomainError)
        if one.status == 422 and one.__module__.startswith(("services.", "shared."))
    }


def test_every_refusal_of_an_input_names_its_field_but_those_that_concern_no_one_field():
    found = refusals()
    assert len(found) > 25
    nameless = {name for name, one in found.items() if one.pointer is None}
    assert {name.rpartition(".")[2] for name in nameless} == NO_ONE_FIELD.keys() | NAMED_WHEN_RAISED
    assert all(one.pointer.startswith("/") for one in found.values() if one.pointer is not None)


class NoSeatError(DomainError):
    """There is no seat."""

    status = 422
    pointer = "/seat"


def told(error: DomainError) -> object:
    return json.loads(problem(error).body)["errors"]


def test_a_refusal_tells_the_field_of_its_class_or_the_one_it_was_raised_with():
    assert told(NoSeatError()) == [{"pointer": "/seat", "detail": "There is no seat."}]
    assert told(NoSeatError("Row 3 is full.", row=3)) == [{"pointer": "/seat", "detail": "Row 3 is full."}]
    assert told(NoSeatError(pointer="/guests/0/seat")) == [{"pointer": "/guests/0/seat", "detail": "There is no seat."}]


@pytest.mark.parametrize(
    ("kind", "name", "person_name", "pointer"),
    [
        ("organisation", None, None, "/name"),
        ("organisation", "A", "B", "/person_name"),
        ("person", "A", None, "/name"),
    ],
)
def test_a_customer_with_no_name_or_the_wrong_one_is_told_which(kind, name, person_name, pointer):
    command = RegisterCustomer("k", kind, date(2026, 3, 1), name=name, person_name=person_name)
    with pytest.raises(DomainError) as refused:
        decide(CUSTOMER.initial, command)
    assert [one["pointer"] for one in told(refused.value)] == [pointer]
