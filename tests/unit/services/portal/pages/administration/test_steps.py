"""What the form of a route says is what the contract service takes; an untouched route is said as it is."""

import json
from typing import Any, get_args

import pytest

from services.contract.type.route import Review, RouteStep
from services.contract.type.schemas import RequiredReferenceBody, RouteStepBody
from services.portal.pages.administration.lists.steps import (
    NAMED,
    NEEDS,
    REFERENCE,
    REVIEWS,
    STEP,
    fields_of_references,
    fields_of_route,
    named,
    numbers,
    references_by,
    route_by,
    says_more,
)
from shared.approvals.route import Need
from shared.values.ids import new_id

ANNA, BORIS, NORTH = new_id(), new_id(), new_id()
LEGAL = {"step": "legal", "stage": 1, "review": "legal", "unit": "headquarters"}
BOARD = {
    "step": "board",
    "stage": 2,
    "review": "executive",
    "from_amount": {"amount": "1000000.00", "currency": "CNY"},
    "below_amount": {"amount": "9000000.00", "currency": "USD"},
    "sum_with_party": True,
    "units": [NORTH],
    "directions": ["purchase"],
    "risk": "medium",
    "grades": ["CCC", "unknown"],
    "unless_grades": ["AAA"],
    "related_party": True,
    "unit": NORTH,
    "permission": "contract.approval.decide",
    "persons": [ANNA, BORIS],
    "need": "count",
    "count": 2,
    "remind_hours": 8,
    "limit_hours": None,
    "escalate_to": [BORIS],
    "hand_on_hours": 48,
    "hand_on_to": [ANNA],
}


def route_of(rows: list[dict[str, Any]]) -> list[RouteStep]:
    bodies = [RouteStepBody.model_validate_json(json.dumps(row)) for row in rows]
    return [RouteStep.model_validate(one.model_dump()) for one in bodies]


def told(rows: list[dict[str, Any]]) -> dict[str, str]:
    return fields_of_route([one.model_dump(mode="json") for one in route_of(rows)])


def test_a_form_that_nobody_touched_says_the_route_as_it_is():
    assert route_of(route_by(told([LEGAL, BOARD])).body["route"]) == route_of([LEGAL, BOARD])


def test_everything_that_a_step_or_a_reference_may_say_is_asked_for():
    assert STEP.keys() == RouteStepBody.model_fields.keys()
    assert REFERENCE.keys() == RequiredReferenceBody.model_fields.keys()
    assert (set(REVIEWS), set(NEEDS)) == (set(get_args(Review)), {one.value for one in Need})


def test_a_row_without_a_name_is_no_step_and_a_refusal_finds_its_row():
    fields = told([LEGAL, BOARD]) | {"step-0-step": "", "step-4-step": "manager", "step-4-stage": "1"}
    said = route_by(fields)
    assert [one["step"] for one in said.body["route"]] == ["manager", "board"]
    assert said.wrong([{"pointer": "/route/1/persons/0", "detail": "x"}]) == {"step-1-persons": "x"}
    assert said.wrong([{"pointer": "/route", "detail": "x"}]) == {"route": "x"}


def test_whom_a_box_names_no_more_is_gone_and_who_was_found_is_added():
    fields = told([LEGAL, BOARD])
    del fields[f"step-1-persons-{ANNA}"]
    fields |= {"step-0-persons": ANNA, "step-0-unit-other": NORTH}
    legal, board = route_by(fields).body["route"]
    assert (legal["persons"], legal["unit"], board["persons"]) == ([ANNA], NORTH, [BORIS])
    assert set(named(fields, ["people"])) == {ANNA, BORIS}


def test_what_is_no_number_goes_as_it_was_typed():
    (one,) = route_by({"step-0-step": "legal", "step-0-stage": "first", "step-0-limit_hours": "soon"}).body["route"]
    assert (one["stage"], one["limit_hours"]) == ("first", "soon")


@pytest.mark.parametrize(("row", "more"), [(LEGAL, False), (BOARD, True), ({**LEGAL, "need": "all"}, True)])
def test_what_a_row_says_besides_is_shown_at_once(row: dict[str, Any], more: bool):
    fields = told([row])
    assert (numbers(fields), says_more(fields, "step-0", {})) == ([0], more)
    assert says_more(fields, "step-0", {"step-0-persons": "x"})


def test_what_a_submission_names_is_said_as_it_is_and_a_row_of_nothing_is_none():
    bodies: list[dict[str, Any]] = [
        {"kind": "minutes", "from_amount": None, "related_party": True},
        {"kind": "sourcing", "from_amount": {"amount": "500000.00", "currency": "CNY"}, "related_party": False},
    ]
    fields = fields_of_references(bodies)
    assert references_by(fields).body["required_references"] == bodies
    fields |= {"reference-0-kind": "", "reference-7-kind": "minutes", "reference-7-from_amount": "1,000"}
    said = references_by(fields)
    assert numbers(fields, NAMED) == [1, 7]
    assert said.body["required_references"][1] == {
        "kind": "minutes", "from_amount": {"amount": "1000", "currency": "CNY"}, "related_party": False,
    }  # fmt: skip
    assert said.wrong([{"pointer": "/required_references/1/from_amount", "detail": "x"}]) == {
        "reference-7-from_amount": "x"
    }
