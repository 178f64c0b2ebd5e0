from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as generated
from hypothesis import strategies as st

from services.contract.requirement.aggregate import (
    REQUIREMENTS,
    DecideBatch,
    MeasureBatch,
    Of,
    Requirements,
    StateRequirement,
    check_passing,
    decide,
)
from services.contract.requirement.errors import (
    BatchNotHeldError,
    GoodsHeldError,
    NoRequirementError,
    OwnBatchError,
)
from services.contract.requirement.events import (
    BatchDecided,
    BatchMeasured,
    Deviation,
    Measured,
    Objected,
    Parameter,
    RequirementStated,
)
from services.contract.requirement.measuring import tightened
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError

given = specification(REQUIREMENTS, decide)
OF = Of("o", "k", "c", 1, date(2026, 3, 2))
CARBON = Parameter(name="C", kind="chemistry", unit="%", least=Decimal("0.17"), most=Decimal("0.23"))
YIELD = Parameter(name="ReH", kind="mechanics", unit="MPa", least=Decimal(235))
CRACKS = Objected(objection_id="b1", defect="crack")


def stated(**said: Any) -> RequirementStated:
    fact: dict[str, Any] = {
        **OF.fields(), "grade": "Q235", "specification": "20x20", "use": "bridge", "plan_id": None,
        "plan_version": None, "parameters": (CARBON, YIELD), "control_points": (), "files": (), "remarks": None,
    }  # fmt: skip
    return RequirementStated(**{**fact, **said})


def values(**found: str) -> tuple[Measured, ...]:
    return tuple(Measured(name=name, value=Decimal(value)) for name, value in found.items())


GOOD = values(C="0.20", ReH="240")


def measure(
    *defects: str, actual: tuple[Measured, ...] = GOOD, quantity: str = "10", batch: str = "H1"
) -> MeasureBatch:
    return MeasureBatch(OF, batch, Decimal(quantity), actual, defects, (CRACKS,), "inspector")


def measured(held: bool, quantity: str = "10", batch: str = "H1", **said: Any) -> BatchMeasured:
    fact = {
        **OF.fields(), "batch": batch, "grade": "Q235", "quantity": Decimal(quantity), "actual": GOOD, "defects": (),
        "deviations": (), "objected": (), "held": held, "measured_by": "inspector",
    }  # fmt: skip
    return BatchMeasured.model_validate({**fact, **said})


def decision(kind: Any, grade: str | None = None, concession: str | None = None, by: str = "chief") -> DecideBatch:
    return DecideBatch(OF, "H1", kind, grade, concession, "seen", by)


def test_goods_within_what_is_set_pass():
    given(stated()).when(measure()).then(measured(held=False))
    given(stated()).when(measure("scratch")).then(measured(held=False, defects=("scratch",)))


def test_what_departs_or_was_not_measured_is_held():
    high = values(C="0.24", ReH="235")
    departs = (Deviation(name="C", least=CARBON.least, most=CARBON.most, value=Decimal("0.24")),)
    given(stated()).when(measure(actual=high)).then(measured(held=True, actual=high, deviations=departs))
    some = values(C="0.17")
    missing = (Deviation(name="ReH", least=YIELD.least, most=None, value=None),)
    given(stated()).when(measure(actual=some)).then(measured(held=True, actual=some, deviations=missing))


def test_a_defect_that_the_customer_objected_to_before_never_passes_silently():
    held = measured(held=True, defects=("crack",), objected=(CRACKS,))
    given(stated()).when(measure("crack")).then(held)
    state = REQUIREMENTS.fold([stated(), held])
    with pytest.raises(GoodsHeldError) as refused:
        check_passing(state, 1, Decimal(1))
    assert refused.value.details["held"] == ["H1"]


@pytest.mark.parametrize(
    ("command", "passes"),
    [
        (decision("regraded", grade="Q195"), True),
        (decision("conceded", concession="QC-12"), True),
        (decision("rejected"), False),
    ],
)
def test_what_is_held_passes_once_it_is_regraded_or_conceded(command: DecideBatch, *, passes: bool):
    state = given(stated(), measured(held=True)).when(command).state
    assert state.passed(1) == (10 if passes else 0)
    given(stated(), measured(held=True), *decide(REQUIREMENTS.fold([stated(), measured(held=True)]), command)).when(
        command
    ).fails(BatchNotHeldError)


@pytest.mark.parametrize(
    "wrong",
    [
        decision("regraded"),
        decision("regraded", grade="Q235"),
        decision("conceded"),
        decision("rejected", concession="QC-12"),
        decision("conceded", grade="Q195", concession="QC-12"),
    ],
)
def test_a_decision_says_what_it_needs_and_no_more(wrong: DecideBatch):
    given(stated(), measured(held=True)).when(wrong).fails(InvalidFieldError)


@pytest.mark.parametrize("wish", [{"kind": "regraded", "grade": "Q195"}, {"kind": "conceded", "concession": "QC-12"}])
def test_goods_are_let_go_by_somebody_else_than_who_measured_them(wish: dict[str, Any]):
    held = given(stated(), measured(held=True))
    held.when(decision(**wish, by="inspector")).fails(OwnBatchError)
    assert held.when(decision(**wish, by="chief")).state.passed(1) == 10
    assert held.when(decision("rejected", by="inspector")).state.passed(1) == 0


def test_nobody_decides_on_what_passed_or_measures_what_nobody_asked_for():
    given(stated(), measured(held=False)).when(decision("rejected")).fails(BatchNotHeldError)
    given().when(measure()).fails(NoRequirementError)
    decided = BatchDecided(**OF.fields(), batch="H1", decision="rejected", grade=None, concession=None, reason="seen")
    given(stated(), measured(held=True), decided).when(measure()).fails(InvalidFieldError)


@pytest.mark.parametrize(
    "parameters",
    [
        (CARBON, CARBON),
        (Parameter(name="x", kind="process", unit=""),),
        (Parameter(name="x", kind="process", unit="", least=Decimal(2), most=Decimal(1)),),
    ],
)
def test_parameters_can_be_met_and_are_named_once(parameters):
    given().when(StateRequirement(stated(parameters=parameters))).fails(InvalidFieldError)


def test_the_customers_own_parameters_stand_in_the_place_of_the_plans_and_beside_them():
    own = CARBON.model_copy(update={"most": Decimal("0.20")})
    more = Parameter(name="S", kind="chemistry", unit="%", most=Decimal("0.03"))
    assert tightened((CARBON, YIELD), (more, own)) == (own, YIELD, more)


steps = st.lists(
    st.tuples(st.integers(1, 20), st.booleans(), st.sampled_from([None, "conceded", "rejected"])), max_size=8
)


@generated(steps, st.integers(1, 200))
def test_never_more_passes_than_was_found_good_or_let_go(batches, until):
    state, good = Requirements(stated={1: stated()}), 0
    for number, (quantity, held, outcome) in enumerate(batches):
        name = f"H{number}"
        actual = values(C="0.30", ReH="240") if held else GOOD
        events = decide(state, measure(actual=actual, quantity=str(quantity), batch=name))
        state = REQUIREMENTS.fold(events, state)
        if held and outcome:
            concession = "QC-1" if outcome == "conceded" else None
            state = REQUIREMENTS.fold(
                decide(state, DecideBatch(OF, name, outcome, None, concession, "r", "chief")), state
            )
        good += quantity if not held or outcome == "conceded" else 0
    if until > good:
        with pytest.raises(GoodsHeldError):
            check_passing(state, 1, Decimal(until))
    else:
        check_passing(state, 1, Decimal(until))
    check_passing(state, 2, Decimal(until))
