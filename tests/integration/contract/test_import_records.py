"""Which row of an import came to what: the figures of a run lead to just the contracts and orders behind them."""

from typing import Any

from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import cny
from tests.integration.contract.test_imports import lines, purchase, remember, run
from tests.integration.contract.test_openings import place, row


async def records(company: Company, run: dict[str, Any], **asked: Any) -> list[dict[str, Any]]:
    found = await ok(company.admin.get(f"/v1/imports/{run['import_id']}/records", params=asked))
    return list(found["items"])


async def test_rows_lead_to_the_contracts_that_they_came_to_and_add_up_to_the_sums(company: Company):
    await remember(company, "K7")
    opened = {"invoiced": "40.00", "paid": "15.00"}
    file = [
        row("1", "sales", place("3", "goods", "100.00", opening=opened)),
        row("2", "sales", place("3", "x", "7.00")),
    ]
    first = await run(company, "contracts", lines(file[0], "{"))
    second = await run(company, "contracts", lines(*file, "{"))
    [one] = await records(company, first, result="imported")
    assert (one["row"], one["number"], one["title"], one["amount"]) == (1, "HT-1", "Fans", cny("100.00"))
    assert {each["kind"]: each["amount"] for each in one["openings"]} == {
        "invoiced": cny("40.00"), "paid": cny("15.00"),
    }  # fmt: skip
    events = await ok(company.admin.get(f"/v1/streams/contract-{one['contract_id']}/events"))
    assert events["events"][0]["correlationid"] == first["import_id"]
    [same] = await records(company, second, result="unchanged")
    assert (same["contract_id"], same["amount"], same["openings"]) == (one["contract_id"], None, [])
    assert [(each["row"], each["amount"]) for each in await records(company, second, currency="CNY")] == [
        (2, second["amounts"][0])
    ]
    assert await records(company, first, opened="paid") == [one]
    assert await records(company, second, opened="paid") == []
    assert await records(company, first, result="amended") == []
    path = f"/v1/imports/{first['import_id']}/remarks"
    assert [each["row"] for each in (await ok(company.admin.get(f"{path}?kind=rejected")))["items"]] == [2]
    assert (await ok(company.admin.get(f"{path}?kind=warning")))["items"] == []


async def test_a_purchase_leads_to_its_order_and_one_that_was_here_to_the_same(company: Company):
    await remember(company, "ann")
    done = await run(company, "retail-orders", lines(purchase(1, "ann")), currency="USD")
    [bought] = await records(company, done, currency="USD")
    assert bought["amount"] == {"amount": "10.00", "currency": "USD"}
    order = await ok(company.admin.get(f"/v1/orders/{bought['order_id']}"))
    assert order["contract_id"] == bought["contract_id"]
    again = await run(company, "retail-orders", lines(purchase(1, "ann")), currency="USD")
    [same] = await records(company, again)
    assert (same["result"], same["order_id"]) == ("unchanged", bought["order_id"])


async def test_an_amendment_that_a_later_file_tells_adds_its_difference(company: Company):
    def release(amount: int, **more: Any) -> bytes:
        value = {"amount": amount, "currency": "CNY"}
        contract = {"id": "c", "title": "Cables", "status": "active", "value": value, **more}
        return lines({"ocid": "o-1", "tag": ["compiled"], "contracts": [contract]})

    first = await run(company, "ocds", release(10))
    [new] = await records(company, first, result="imported")
    amended = await run(company, "ocds", release(13, amendments=[{"id": "a1", "date": "2020-03-01T00:00:00Z"}]))
    [one] = await records(company, amended)
    assert (one["result"], one["contract_id"], one["amount"]) == ("amended", new["contract_id"], cny("3.00"))
    assert amended["amounts"] == [one["amount"]]


async def test_what_came_to_another_unit_is_for_that_unit_and_an_import_of_others_is_not_there(company: Company):
    other = await company.serving.unit(new_id(), company.headquarters)
    rows = [f"1,Krapi,10,{company.city}", f"2,Krapi,20,{other}"]
    file = "\n".join(["Contract number,Contractor,Total value,Unit code", *rows]).encode()
    done = await run(company, "register", file, currency="CNY")
    assert len(await records(company, done)) == 2
    path = f"/v1/imports/{done['import_id']}/records"
    assert [one["row"] for one in await records(company, done, unit_id=other, currency="CNY")] == [2]
    own = (await ok(company.drafter.get(path)))["items"]
    assert [one["amount"] for one in own] == [cny("10.00")]
    stranger = await company.serving.caller(new_id(), ["contract.*"], other)
    assert (await stranger.get(path)).status_code == 404
    blind = await company.serving.caller(new_id(), ["contract.contract.read"], company.city)
    assert (await blind.get(path)).status_code == 403


async def test_what_a_later_file_tells_leads_to_just_the_rows_that_told_it(company: Company):
    def process(name: str, **more: Any) -> dict[str, Any]:
        contract = {"id": "c", "title": name, "status": "active", "value": {"amount": 10, "currency": "CNY"}, **more}
        return {"ocid": f"o-{name}", "tag": ["compiled"], "contracts": [contract]}

    def paid(*amounts: int) -> dict[str, Any]:
        value = [{"amount": amount, "currency": "CNY"} for amount in amounts]
        day = "2021-02-03T00:00:00Z"
        return {"transactions": [{"id": f"t{at}", "date": day, "value": one} for at, one in enumerate(value)]}

    await run(company, "ocds", lines(process("a"), process("b"), process("c"), process("d")))
    mile = {"id": "m", "title": "Half", "status": "scheduled", "dueDate": "2099-01-01T00:00:00Z"}
    done = await run(
        company,
        "ocds",
        lines(
            process("a", implementation=paid(1, 2)),
            process("b", status="terminated", implementation={**paid(3), "milestones": [mile]}),
            process("c", amendments=[{"id": "a1", "date": "2020-03-01T00:00:00Z"}]),
            process("d", value={"amount": 11, "currency": "CNY"}),
        ),
    )
    kinds = {"amendments": [(3, 1)], "payments": [(1, 2), (2, 1)], "milestones": [(2, 1)], "states": [(2, 1)]}
    for kind, told in kinds.items():
        found = await records(company, done, new=kind)
        assert [(one["row"], one[f"new_{kind}"]) for one in found] == told
        assert done[f"new_{kind}"] == sum(number for _, number in told)
    assert [one["row"] for one in await records(company, done, result="unchanged")] == [4]
    path = f"/v1/imports/{done['import_id']}/remarks?kind=differing"
    told = [(one["row"], one["column"]) for one in (await ok(company.admin.get(path)))["items"]]
    assert (told, done["differing"]) == ([(4, "value")], 1)
    assert (await company.admin.get(f"/v1/imports/{done['import_id']}/records?new=doubts")).status_code == 422
