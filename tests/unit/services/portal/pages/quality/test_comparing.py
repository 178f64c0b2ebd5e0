"""Set and actual values of a batch side by side."""

from datetime import date
from decimal import Decimal
from typing import Any

from services.portal.pages.quality.comparing import Value, values_of
from services.portal.pages.quality.seen import Batch, Deviation, Measured, Parameter, Requirement

CARBON = Parameter(name="C", kind="chemistry", unit="%", least=Decimal("0.17"), most=Decimal("0.23"))
YIELD = Parameter(name="ReH", kind="mechanics", unit="MPa", least=Decimal(235))


def asked(*parameters: Parameter) -> Requirement:
    none: dict[str, Any] = dict.fromkeys(("specification", "use", "plan_id", "plan_version", "remarks"))
    lists: dict[str, Any] = {"control_points": [], "files": [], "objections": [], "parameters": list(parameters)}
    return Requirement(line=1, grade="Q235B", effective_on=date(2026, 3, 1), **none, **lists)


def batch(actual: dict[str, str], *deviations: Deviation, **said: Any) -> Batch:
    values = [Measured(name=name, value=Decimal(value)) for name, value in actual.items()]
    none: dict[str, Any] = dict.fromkeys(
        ("decision", "concession", "reason", "measured_by", "decided_on", "decided_by")
    )
    fact: dict[str, Any] = {
        "batch": "H1", "line": 1, "grade": "Q235B", "quantity": Decimal(10), "actual": values, "defects": [],
        "deviations": list(deviations), "objected": [], "held": bool(deviations), "measured_on": date(2026, 3, 2),
    }  # fmt: skip
    return Batch(**{**none, **fact, **said})


def test_each_parameter_stands_with_what_is_set_and_found():
    told = values_of(batch({"ReH": "248", "C": "0.20"}), asked(CARBON, YIELD))
    assert [(one.name, one.actual, one.departs) for one in told] == [
        ("C", Decimal("0.20"), False),
        ("ReH", Decimal(248), False),
    ]


def test_what_departs_is_held_against_the_bounds_of_its_day():
    then = Deviation(name="C", least=Decimal("0.17"), most=Decimal("0.20"), value=Decimal("0.22"))
    (carbon,) = values_of(batch({"C": "0.22"}, then), asked(CARBON))
    assert carbon == Value("C", "chemistry", "%", Decimal("0.17"), Decimal("0.20"), Decimal("0.22"), departs=True)


def test_what_was_not_measured_departs_without_a_value():
    missing = Deviation(name="ReH", least=Decimal(235), most=None, value=None)
    told = values_of(batch({"C": "0.20"}, missing), asked(CARBON, YIELD))
    assert [(one.name, one.actual, one.departs) for one in told][1] == ("ReH", None, True)


def test_what_nobody_asks_for_any_more_is_told_behind():
    gone = Deviation(name="S", least=None, most=Decimal("0.03"), value=Decimal("0.05"))
    told = values_of(batch({"P": "0.01", "S": "0.05"}, gone), None)
    assert [(one.name, one.actual, one.departs) for one in told] == [
        ("S", Decimal("0.05"), True),
        ("P", Decimal("0.01"), False),
    ]


def test_what_became_of_goods_is_their_decision_where_they_were_held():
    held = Deviation(name="C", least=None, most=Decimal("0.2"), value=Decimal("0.3"))
    assert batch({}).outcome == "good"
    assert batch({}, held).outcome == "held"
    assert batch({}, held, decision="conceded").outcome == "conceded"
