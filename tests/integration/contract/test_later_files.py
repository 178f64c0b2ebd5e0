"""Files of a source that follow each other: what the later ones tell of contracts that are here is taken."""

from collections.abc import Sequence
from copy import deepcopy
from random import Random
from typing import Any

import pytest

from shared.eventstore.rebuild import rebuild
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.test_imports import lines, run
from tests.integration.contract.test_releases import released

FAR, FARTHER = "2099-06-30T00:00:00Z", "2099-12-31T00:00:00Z"
NEW = ("new_amendments", "new_payments", "new_milestones", "new_states", "differing")


def dop(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "DOP"}


def paid(name: str, amount: int) -> dict[str, Any]:
    return {"id": name, "date": "2021-02-03T00:00:00Z", "value": dop(amount)}


def process(number: int, contract: dict[str, Any], on: str) -> dict[str, Any]:
    awards = [{"id": "a", "suppliers": [{"id": "S-1"}]}]
    return {"ocid": f"o-{number}", "id": f"{number}-{on}", "date": on, "tag": ["compiled"], "awards": awards,
            "contracts": [{"id": "c", "awardID": "a", **contract}]}  # fmt: skip


def first(random: Random, number: int) -> dict[str, Any]:
    """A contract as a source tells of it at first."""
    contract: dict[str, Any] = {
        "title": f"Roads {number}",
        "status": random.choice(["pending", "active", "active"]),
        "value": dop(random.randint(100, 900)),
        "implementation": {
            "transactions": [paid(f"t{at}", random.randint(1, 500)) for at in range(random.randint(0, 2))],
            "milestones": [{"id": f"m{at}", "title": f"Mile {at}", "status": "scheduled", "dueDate": FAR}
                           for at in range(random.randint(0, 3))],
        },
    }  # fmt: skip
    if contract["status"] == "active":
        contract["dateSigned"] = "2020-01-15T00:00:00Z"
    if random.random() < 0.7:
        contract["period"] = {"startDate": "2020-02-01T00:00:00Z"}
        contract["period"]["endDate"] = random.choice([FAR, FAR, "2020-12-31T00:00:00Z"])
    return contract


def grown(random: Random, before: dict[str, Any]) -> dict[str, Any]:
    """The same some time later: signed, amended, paid, reached, at an end, or none of it."""
    contract = deepcopy(before)
    if contract["status"] == "pending" and random.random() < 0.6:
        contract |= {"status": "active", "dateSigned": "2020-03-01T00:00:00Z", "value": dop(random.randint(100, 900))}
    elif contract["status"] == "active" and random.random() < 0.5:
        contract["amendments"] = [{"id": "a1", "date": "2020-06-01T00:00:00Z", "rationale": "More of it"}]
        contract |= {"value": dop(random.randint(100, 1900)), "title": f"{before['title']}, longer"}
        if contract.get("period", {}).get("endDate") == FAR:
            contract["period"]["endDate"] = FARTHER
        elif contract.get("period"):
            contract["period"]["endDate"] = random.choice(["2020-12-31T00:00:00Z", "2021-06-30T00:00:00Z", FAR])
    if random.random() < 0.4:
        contract["status"] = random.choice(["terminated", "cancelled"])
    done = contract["implementation"]
    for at in range(random.randint(0, 2)):
        done["transactions"].append(paid(f"later-{at}", random.randint(1, 500)))
    for one in done["milestones"]:
        met = {"status": "met", "dateMet": "2021-01-01T00:00:00Z"}
        one.update(random.choice([{}, {"dueDate": FARTHER}, {"title": "Another mile"}, met]))
    if random.random() < 0.4:
        done["milestones"].append({"id": "m-new", "title": "One more", "status": "scheduled", "dueDate": FAR})
    return contract


async def stands(company: Company, source: str) -> list[Any]:
    """Contracts with their balances, limits, payments and what is owed, as the source's files leave them."""
    found = []
    theirs = {one["contracts"][0]["title"]: one for one in await released(company, source=source)}
    for one in (await ok(company.admin.get("/v1/contracts?limit=200")))["items"]:
        address = f"/v1/contracts/{one['contract_id']}"
        release = (await ok(company.admin.get(f"/v1/ocds-releases?contract_id={one['contract_id']}")))["releases"][0]
        if one["title"] not in theirs or release["id"] != theirs[one["title"]]["id"]:
            continue
        ledger = await ok(company.admin.get(f"{address}/ledger"))
        owed = (await ok(company.admin.get(f"/v1/obligations?contract_id={one['contract_id']}&limit=200")))["items"]
        came = release["contracts"][0].get("implementation", {}).get("transactions", [])
        booked = [each["amount"]["amount"] for each in ledger["balances"] if each["kind"] == "paid"]
        assert sum(float(each) for each in booked) == sum(each["value"]["amount"] for each in came)
        things = sorted((str(each["thing"]), each["state"], each["due_on"], each["met_on"]) for each in owed)
        said = {name: one[name] for name in ("title", "amount", "term_from", "term_to", "signed_on", "effective_on")}
        # What has run out here by itself, and what its source has told the end of, has come to the same end.
        state = {"expired": "completed"}.get(one["state"], one["state"])
        money = {name: ledger[name] for name in ("balances", "limits", "total", "open_ended")}
        found.append((said, state, money, things, told(release)))
    return sorted(found, key=str)


def told(release: dict[str, Any]) -> dict[str, Any]:
    """What a release says of its contract, whoever the parties are here."""
    contract = deepcopy(release["contracts"][0])
    done = contract.get("implementation", {})
    for one in done.get("transactions", []):
        del one["payer"], one["payee"]
    for each in done.values():
        each.sort(key=lambda one: str(one["id"]))
    return {"date": release["date"], **contract}


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_two_files_in_a_row_leave_what_the_last_one_leaves_alone(company: Company, seed: int):
    random = Random(seed)
    before = [first(random, number) for number in range(12)]
    after = [grown(random, contract) for contract in before]
    earlier = lines(*(process(at, one, "2021-03-01T00:00:00Z") for at, one in enumerate(before)))
    later = lines(*(process(at, one, "2022-03-01T00:00:00Z") for at, one in enumerate(after)))
    await run(company, "ocds", earlier, source="in-turn", currency="DOP")
    asked = {"kind": "ocds", "source": "in-turn", "hold": "true", "currency": "DOP"}
    held = await ok(company.admin.post("/v1/imports", params=asked, content=later))
    tried = (await ok(company.admin.get(f"/v1/imports/{held['import_id']}")))["figures"]
    done = await run(company, "ocds", later, source="in-turn", currency="DOP")
    assert {name: tried[name] for name in ("amended", *NEW)} == {name: done[name] for name in ("amended", *NEW)}
    assert done["imported"] == done["rejected"] == done["differing"] == 0
    await run(company, "ocds", later, source="at-once", currency="DOP")
    one_by_one, alone = await stands(company, "in-turn"), await stands(company, "at-once")
    assert len(alone) == len(after)
    for contract, same in zip(one_by_one, alone, strict=True):
        for part, same_part in zip(contract, same, strict=True):
            assert part == same_part
    given_back(await released(company, source="in-turn"), after)
    await unchanged(company, later)
    await unchanged(company, lines(*await released(company, source="in-turn")))
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []


async def unchanged(company: Company, file: bytes) -> None:
    """The file tells nothing new."""
    done = await run(company, "ocds", file, source="in-turn", currency="DOP")
    assert (done["unchanged"], [done[name] for name in NEW]) == (done["rows"], [0] * len(NEW))


def given_back(releases: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> None:
    """What goes out is what the last file said, save that a term that has passed is over."""
    for one in releases:
        said, came = one["contracts"][0], after[int(one["ocid"].removeprefix("o-"))]
        assert (said["title"], said["value"], said.get("period")) == (came["title"], came["value"], came.get("period"))
        over = came["status"] == "active" and came.get("period", {}).get("endDate", FAR) < "2022"
        assert said["status"] == ("terminated" if over else came["status"])
        done, done_there = said.get("implementation", {}), came["implementation"]
        payments = sorted((each["id"], each["value"]["amount"]) for each in done.get("transactions", []))
        assert payments == sorted((each["id"], each["value"]["amount"]) for each in done_there["transactions"])
        reached = sorted((each["id"], each["title"], each["status"]) for each in done.get("milestones", []))
        assert reached == sorted((each["id"], each["title"], each["status"]) for each in done_there["milestones"])


async def test_what_is_said_otherwise_of_what_is_known_is_told_by_row_and_column_and_changes_nothing(company: Company):
    contract: dict[str, Any] = {"title": "Fans", "status": "active", "value": dop(100)}
    met = {"id": "m", "title": "Half", "status": "met", "dateMet": "2021-01-01T00:00:00Z"}
    done = {"transactions": [paid("t1", 10), paid("t2", 20)], "milestones": [met]}
    ended = {**contract, "title": "Pipes", "status": "cancelled"}
    file = [{**contract, "implementation": done}, ended]
    await run(company, "ocds", lines(*(process(at, one, "2021-03-01T00:00:00Z") for at, one in enumerate(file))))
    before = await stands(company, "shop")
    other = {
        "transactions": [paid("t1", 11), {**paid("t2", 20), "date": "2021-02-04T00:00:00Z"}],
        "milestones": [{**met, "status": "scheduled"}],
    }
    file = [{**contract, "value": dop(90), "implementation": other}, {**ended, "status": "active"}]
    file.append({**contract, "title": "New"})
    later = lines(*(process(at, one, "2022-03-01T00:00:00Z") for at, one in enumerate(file)))
    said = await run(company, "ocds", later)
    assert (said["imported"], said["amended"], said["unchanged"], said["differing"]) == (1, 0, 2, 5)
    remarks = (await ok(company.admin.get(f"/v1/imports/{said['import_id']}/remarks")))["items"]
    assert [(one["row"], one["column"]) for one in remarks if one["kind"] == "differing"] == [
        (1, "value"), (1, "transactions/t1/value"), (1, "transactions/t2/date"), (1, "milestones/m/status"),
        (2, "status"),
    ]  # fmt: skip
    assert [one for one in await stands(company, "shop") if one[0]["title"] != "New"] == before


async def test_what_ran_out_is_taken_up_where_an_amendment_puts_off_its_end_and_told_where_none_does(company: Company):
    over = {"startDate": "2020-02-01T00:00:00Z", "endDate": "2020-12-31T00:00:00Z"}
    names = ("Goes on", "Ran out later", "No amendment", "Ended there")
    before = [{"title": one, "status": "active", "value": dop(100), "period": over} for one in names]
    await run(company, "ocds", lines(*(process(at, one, "2021-03-01T00:00:00Z") for at, one in enumerate(before))))
    amended = {"amendments": [{"id": "a1", "date": "2020-11-01T00:00:00Z"}]}
    far = {"period": {**over, "endDate": FAR}}
    after = [
        {**before[0], **far, **amended},
        {**before[1], **amended, "period": {**over, "endDate": "2021-06-30T00:00:00Z"}},
        {**before[2], **far},
        {**before[3], **far, **amended, "status": "terminated"},
    ]
    later = lines(*(process(at, one, "2022-03-01T00:00:00Z") for at, one in enumerate(after)))
    asked = {"kind": "ocds", "source": "shop", "hold": "true"}
    held = await ok(company.admin.post("/v1/imports", params=asked, content=later))
    tried = (await ok(company.admin.get(f"/v1/imports/{held['import_id']}")))["figures"]
    done = await run(company, "ocds", later)
    assert {name: tried[name] for name in NEW} == {name: done[name] for name in NEW}
    assert (done["amended"], done["new_states"], done["differing"]) == (3, 3, 1)
    told = (await ok(company.admin.get(f"/v1/imports/{done['import_id']}/remarks")))["items"]
    [why] = [one for one in told if "taken up again" in one["reason"]]
    assert (why["kind"], why["row"], why["column"]) == ("differing", 3, "period/endDate")
    found = {one["title"]: one for one in (await ok(company.admin.get("/v1/contracts")))["items"]}
    assert {name: (found[name]["state"], found[name]["ended_on"]) for name in names} == {
        "Goes on": ("effective", None),
        "Ran out later": ("expired", "2021-07-01"),
        "No amendment": ("expired", "2021-01-01"),
        "Ended there": ("completed", "2022-03-01"),
    }
    again = await run(company, "ocds", later)
    assert (again["amended"], again["unchanged"], again["new_states"], again["differing"]) == (0, 4, 0, 1)
    at = f"/v1/contracts/{found['Ran out later']['contract_id']}"
    of = {"If-Match": f'"{found["Ran out later"]["version"]}"'}
    by_hand = await company.admin.post(f"{at}/resumption", json={"reason": "It goes on"}, headers=of)
    assert by_hand.status_code == 409
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []
