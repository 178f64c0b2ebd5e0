"""What is set and measured, from the fields of a form and back."""

from datetime import date
from decimal import Decimal

from services.contract.quality.schemas import BatchBody, PlanBody, RequirementBody
from services.portal.pages.quality.fields import (
    batch_body,
    codes,
    fields_of_plan,
    part_body,
    plan_body,
    requirement_body,
    row_numbers,
)
from services.portal.pages.quality.seen import ControlPoint, Parameter, Plan

CARBON = Parameter(name="C", kind="chemistry", unit="%", least=Decimal("0.17"), most=Decimal("0.20"))
YIELD = Parameter(name="ReH", kind="mechanics", unit="MPa", least=Decimal(235))
PLAN = Plan(
    plan_id="p",
    code="QP-1",
    grade="Q235B",
    specification=None,
    parameters=[CARBON, YIELD],
    control_points=[ControlPoint(name="rolling", method="pyrometer", frequency="each coil")],
    retired=False,
    effective_on=date(2026, 3, 1),
    version=4,
)


def test_a_plan_goes_into_the_form_and_comes_out_of_it_the_same():
    fields = fields_of_plan(PLAN)
    assert fields["version"] == "4"
    body = plan_body(fields).body
    assert body["parameters"] == [
        {"name": "C", "kind": "chemistry", "unit": "%", "least": "0.17", "most": "0.20"},
        {"name": "ReH", "kind": "mechanics", "unit": "MPa", "least": "235"},
    ]
    assert body["control_points"] == [{"name": "rolling", "method": "pyrometer", "frequency": "each coil"}]
    assert PlanBody.model_validate(body).code == "QP-1"


def test_rows_that_say_nothing_are_none_and_refusals_find_theirs():
    fields = {
        "grade": "Q235B", "parameter-0-kind": "chemistry", "parameter-0-name": "", "parameter-3-name": "S",
        "parameter-3-kind": "chemistry", "parameter-3-most": "0,03", "point-1-name": "",
    }  # fmt: skip
    assert row_numbers(fields, "parameter") == [3]
    said = requirement_body(fields, 2, ["f-1"])
    assert said.body["line"] == 2
    assert said.body["files"] == ["f-1"]
    wrong = said.wrong([{"pointer": "/parameters/0/most", "detail": "it is no number"}])
    assert wrong == {"parameter-3-most": "it is no number"}


def test_a_requirement_says_only_what_was_typed():
    fields = {"plan_id": "01a2062c-51c2-73fd-9845-ee1d39445d53", "grade": "", "use": "bridge", "remarks": ""}
    body = requirement_body(fields, 1, []).body
    assert body.keys() == {"parameters", "control_points", "plan_id", "use", "line", "files"}
    assert RequirementBody.model_validate(body).plan_id == fields["plan_id"]


def test_what_was_not_measured_is_not_said_and_defects_are_codes():
    fields = {
        "batch": "H1",
        "quantity": "1,200",
        "actual-0": "",
        "actual-1": "248",
        "defects": "edge-crack，scale scale",
    }
    said = batch_body(fields, 1, [CARBON, YIELD])
    assert said.body == {
        "line": 1, "batch": "H1", "quantity": "1200", "actual": [{"name": "ReH", "value": "248"}],
        "defects": ["edge-crack", "scale"],
    }  # fmt: skip
    assert said.wrong([{"pointer": "/actual/0/value", "detail": "x"}]) == {"actual-1-value": "x"}
    assert BatchBody.model_validate(said.body).batch == "H1"


def test_codes_stand_between_blanks_and_commas_of_any_kind():
    assert codes(" a, b；c、a\n") == ["a", "b", "c"]
    assert codes("") == []


def test_a_part_says_its_weights_and_its_photo_where_there_is_one():
    typed = {"name": "rib", "blank": "plate", "weight": "38.5", "blank_weight": "44", "quota": "46.2"}
    assert part_body(typed, None) == {**typed, "retired": False}
    assert part_body({**typed, "retired": "yes"}, "f")["retired"] is True
