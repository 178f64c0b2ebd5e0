"""What a key account is promised and got, as it stands on a day."""

from datetime import date
from decimal import Decimal
from typing import Any

from services.portal.pages.masters.levels import by_region, holding
from services.portal.pages.masters.seen import Level, Member, Result
from services.portal.pages.masters.service import level_in, member_in, result_in

TODAY = date(2026, 6, 1)


def level(version: int, target: str | None, day: str, **more: Any) -> Level:
    said = {"region": "EMEA", "measure": "on-time", "sense": "at_least", "scale": "percent", **more}
    return Level.model_validate({**said, "version": version, "target": target, "effective_on": day})


def result(period: str, *, met: bool) -> Result:
    said = {"version": 9, "region": "EMEA", "measure": "on-time", "sense": "at_least", "target": "95", "cases": 3}
    return Result.model_validate({**said, "period": period, "value": "94", "met": met})


def test_of_several_promises_of_a_day_the_last_said_holds_and_none_once_it_was_ended():
    said = [level(1, "90", "2026-01-01"), level(3, "95", "2026-03-01"), level(2, "92", "2026-03-01")]
    held = holding(said, TODAY)
    assert held is not None
    assert held.target == Decimal(95)
    assert holding([*said, level(4, None, "2026-05-01")], TODAY) is None
    assert holding(said, date(2025, 12, 31)) is None


def test_regions_say_who_is_there_what_is_agreed_next_and_which_months_were_kept():
    member = Member(staff_id="a", region="APAC", function="sales", countries=["CN"], since=TODAY)
    levels = [level(1, "90", "2026-01-01"), level(2, "97", "2026-07-01")]
    months = [result("2026-03", met=True), result("2026-04", met=False)]
    apac, emea = by_region([member], levels, months, TODAY)
    assert (apac.name, [one.staff_id for one in apac.members], apac.measures) == ("APAC", ["a"], ())
    (one,) = emea.measures
    assert one.now is not None
    assert one.next is not None
    assert (one.now.target, one.next.target) == (Decimal(90), Decimal(97))
    assert ([each.period for each in one.months], one.met) == (["2026-04", "2026-03"], 1)


def test_forms_say_what_was_typed_and_where_a_refusal_belongs():
    team = member_in({"team-staff_id": "x", "team-region": "EMEA", "team-countries": "de，fr 、CN,"})
    assert team.body == {"staff_id": "x", "region": "EMEA", "countries": ["DE", "FR", "CN"]}
    assert team.wrong([{"pointer": "/countries/1", "detail": "no"}]) == {"team-countries": "no"}
    assert level_in({"level-region": "EMEA", "level-target": ""}).body == {"region": "EMEA", "target": None}
    assert level_in({"level-target": "1,000.5"}).body["target"] == "1000.5"
    said = result_in({"result-period": "2026-03", "result-value": "95", "result-cases": "1,200"})
    assert said.body == {"period": "2026-03", "value": "95", "cases": 1200}
    assert result_in({"result-cases": "many"}).body["cases"] == "many"
    assert said.wrong([{"pointer": "/period", "detail": "no"}]) == {"result-period": "no"}
