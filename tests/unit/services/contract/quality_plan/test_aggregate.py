from datetime import date
from typing import Any

from services.contract.quality_plan.aggregate import QUALITY_PLAN, DuplicatePlanError, LayDownPlan, decide
from services.contract.quality_plan.events import QualityPlanLaidDown
from services.contract.requirement.events import ControlPoint
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError

given = specification(QUALITY_PLAN, decide)
POINT = ControlPoint(name="rolling", method="pyrometer", frequency="each coil")


def said(**more: Any) -> QualityPlanLaidDown:
    fact: dict[str, Any] = {
        "plan_id": "p", "code": "QP-1", "grade": "Q235", "specification": None, "parameters": (),
        "control_points": (POINT,), "retired": False, "effective_on": date(2026, 3, 2),
    }  # fmt: skip
    return QualityPlanLaidDown(**{**fact, **more})


def test_a_code_stands_for_one_plan_which_is_laid_down_anew_by_who_read_it():
    given().when(LayDownPlan(said(), anew=False)).then(said())
    given(said()).when(LayDownPlan(said(), anew=False)).fails(DuplicatePlanError)
    given(said()).when(LayDownPlan(said(grade="Q195"), anew=True)).then(said(grade="Q195"))
    given(said()).when(LayDownPlan(said(), anew=True)).then()
    given(said()).when(LayDownPlan(said(code="QP-2"), anew=True)).fails(InvalidFieldError)


def test_a_control_point_is_named_once():
    given().when(LayDownPlan(said(control_points=(POINT, POINT)), anew=False)).fails(InvalidFieldError)
