"""Credit over HTTP: graded from what was folded, told with every indicator and the facts behind it."""

from shared.values.ids import new_id
from tests.integration.scoring.test_service import life_of, read, scoring, unit
from tests.unit.services.scoring.folding.made import booked

__all__ = ["scoring", "unit"]
READS = ["scoring.credit.read", "scoring.customer.read"]
GRADES = [*READS, "scoring.credit.assess", "scoring.credit.lay_down"]


def impaired(contract, kind, amount):
    service, _, _, said = booked(contract, kind, new_id(), amount)
    return service, f"arrears-{contract}", "arrears.impaired.v1", said


async def test_a_customer_is_graded_by_how_it_pays_and_the_grade_moves_with_what_happens(scoring, unit):
    customer, contract = new_id(), new_id()
    clerk = await scoring.serving.caller(new_id(), GRADES, unit)
    reader = await scoring.serving.caller(new_id(), READS, unit)
    position = await scoring.publish(life_of(customer, contract), key=contract, unit=unit)
    address = f"/v1/customers/{customer}"
    overdue = f"{address}/figures/overdue?currency=CNY&as_of=2026-02-10"
    assert (await read(clerk, f"{overdue}&at_least={position}")).status_code == 200
    assert (await reader.get(f"{address}/credit")).status_code == 404

    early = await clerk.post(f"{address}/credit-assessments", json={"as_of": "2026-02-10"})
    assert early.status_code == 201, early.text
    assert (early.json()["grade"], early.json()["valid_until"]) == ("B", "2026-06-30")
    shown = (await reader.get(f"{address}/credit")).json()
    assert (shown["grade"], shown["given"], shown["total"]) == ("unknown", "B", "41.50")
    told = {one["code"]: one for one in shown["score"]["indicators"]}
    assert [(one["points"], one["adds"]) for one in told.values()] == [
        (10, "3.00"), (55, "16.50"), (20, "3.00"), (100, "15.00"), (40, "4.00"),
    ]  # fmt: skip
    assert (told["overdue_share"]["value"], told["overdue_share"]["currency"]) == ("0.444444", "CNY")
    for one in told.values():
        apart = "".join(f"&{name}={one[name]}" for name in ("currency", "age") if one[name])
        if one["figure"] == "ageing":
            apart += "" if one["currency"] else "&currency=CNY"
        found = await reader.get(f"{address}/figures/{one['figure']}?as_of=2026-02-10{apart}")
        assert found.status_code == 200, found.text
    share = await reader.get(f"{address}/figures/share-late-in-year?as_of=2026-02-10")
    assert (share.json()["value"], share.json()["number"]) == ("1", 1)

    later = {"as_of": "2026-05-10"}
    today = (await clerk.post(f"{address}/credit-assessments", json=later)).json()
    assert today["grade"] == "CC"
    assert (await reader.get(f"{address}/credit")).json()["before"] == "B"
    again = (await clerk.post(f"{address}/credit-assessments", json=later)).json()
    assert (again["grade"], again["version"]) == ("CC", today["version"] + 1)
    backwards = await clerk.post(f"{address}/credit-assessments", json={"as_of": "2026-02-10"})
    assert (backwards.status_code, backwards.json()["type"].rpartition(":")[2]) == (409, "graded-later")

    off = await scoring.publish([impaired(contract, "derecognised", 40)], key=contract, unit=unit)
    assert (await read(clerk, f"{overdue}&at_least={off}")).status_code == 200
    worst = (await clerk.post(f"{address}/credit-assessments", json={"as_of": "2026-05-11"})).json()
    assert worst["grade"] == "C"
    scores = (await reader.get(f"{address}/credit-scores")).json()["items"]
    assert [one["hard"] for one in scores] == ["derecognised", None, None, None]
    assert [one["grade"] for one in (await reader.get("/v1/credits?grade=C")).json()["items"]] == ["C"]


async def test_who_may_not_grades_nobody_and_of_whom_nothing_is_known_nothing_is_said(scoring, unit):
    customer, contract = new_id(), new_id()
    facts = life_of(customer, contract)[:3]
    position = await scoring.publish(facts, key=contract, unit=unit)
    clerk = await scoring.serving.caller(new_id(), GRADES, unit)
    elsewhere = await scoring.serving.unit(new_id())
    stranger = await scoring.serving.caller(new_id(), GRADES, elsewhere)
    reader = await scoring.serving.caller(new_id(), READS, unit)
    address = f"/v1/customers/{customer}"
    assert (await read(clerk, f"{address}/360?at_least={position}")).status_code == 200
    assert (await reader.post(f"{address}/credit-assessments", json={})).status_code == 403
    assert (await stranger.post(f"{address}/credit-assessments", json={})).status_code == 404
    assert (await clerk.post(f"/v1/customers/{new_id()}/credit-assessments", json={})).status_code == 404
    unknown = await clerk.post(f"{address}/credit-assessments", json={"as_of": "2026-02-10"})
    assert (unknown.status_code, unknown.json()["type"].rpartition(":")[2]) == (409, "too-little-known")
    ahead = await clerk.post(f"{address}/credit-assessments", json={"as_of": "2999-01-01"})
    assert (ahead.status_code, ahead.json()["errors"][0]["pointer"]) == (422, "/as_of")
    assert (await reader.get("/v1/credits")).json()["items"] == []


async def test_another_scheme_holds_from_its_day_on(scoring, unit):
    clerk = await scoring.serving.caller(new_id(), GRADES, unit)
    [shipped] = (await clerk.get("/v1/credit-schemes")).json()["items"]
    assert shipped["shipped"]
    stricter = {**shipped["scheme"], "from_on": "2026-01-01", "least_settlements": 3}
    assert (await clerk.post("/v1/credit-schemes", json=stricter)).status_code == 201
    listed = (await clerk.get("/v1/credit-schemes")).json()["items"]
    assert [(one["shipped"], one["scheme"]["least_settlements"]) for one in listed] == [(True, 1), (False, 3)]
    heavy = [{**one, "weight": "1"} for one in stricter["indicators"]]
    refused = await clerk.post("/v1/credit-schemes", json={**stricter, "indicators": heavy})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/indicators")
