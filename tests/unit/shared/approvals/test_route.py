import pytest

from shared.approvals.route import Need, RouteImpossibleError, StepPlan, check_route


def step(name: str = "unit", stage: int = 1, **more: object) -> StepPlan:
    return StepPlan.model_validate({"step": name, "stage": stage, **more})


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        (step(), "it names either persons, or a permission and a unit"),
        (step(permission="p"), "it names either persons, or a permission and a unit"),
        (step(persons=("li",), permission="p", unit_id="u"), "it names either persons, or a permission and a unit"),
        (
            step(permission="p", unit_id="u", need=Need.ALL),
            "all of the holders of a permission is no fixed number; name persons, or how many",
        ),
        (step(persons=("dora",)), "more approvals are needed than persons other than the drafter are named"),
        (
            step(persons=("li",), need=Need.COUNT, count=2),
            "more approvals are needed than persons other than the drafter are named",
        ),
        (step(persons=("li",), hand_on_hours=3), "handing on takes both hours and persons"),
    ],
)
def test_a_step_that_cannot_end_is_refused_with_its_name(plan: StepPlan, reason: str):
    with pytest.raises(RouteImpossibleError) as refused:
        check_route([plan], "dora")
    assert refused.value.details == {"step": "unit", "reason": reason}


def test_an_empty_route_is_refused():
    with pytest.raises(RouteImpossibleError):
        check_route([], "dora")


def test_two_steps_of_one_name_are_refused():
    with pytest.raises(RouteImpossibleError, match="used twice"):
        check_route([step(persons=("li",)), step(stage=2, persons=("an",))], "dora")


def test_one_person_cannot_fill_two_steps():
    with pytest.raises(RouteImpossibleError) as refused:
        check_route([step(persons=("li",)), step("legal", 2, persons=("li",))], "dora")
    assert refused.value.details["step"] == "legal"


def test_overlapping_steps_pass_when_distinct_persons_can_fill_them():
    check_route([step(persons=("li", "an")), step("legal", 2, persons=("li",))], "dora")


def test_all_of_a_step_with_the_drafter_among_them_means_the_others():
    check_route([step(persons=("dora", "li"), need=Need.ALL)], "dora")
