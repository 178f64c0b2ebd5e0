import asyncio
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, insert, select

from services.contract.contract.tables import contracts
from services.contract.customer.tables import customers
from services.contract.imports import handlers
from services.contract.imports.tables import chunks, imports
from services.contract.order.tables import orders
from services.contract.payment.tables import payments
from shared.eventstore.rebuild import rebuild
from shared.values.ids import derived_id, new_id
from tests.integration.contract.conftest import Company, ok

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
"""Samples that lie beside a checkout, where there are any."""
DOMINICAN = sorted(DATA.glob("ocds-dominican-republic/*.jsonl"))
MEXICAN = sorted(DATA.glob("ocds-mexico-inai/*.json"))


async def remember(company: Company, *source_ids: str, unit: str = "") -> list[str]:
    """Customers of the source as their events leave them here: of the city, unless another unit is named."""
    ids = [derived_id("customer", "shop", each) for each in source_ids]
    async with company.serving.running.store.begin() as work:
        for customer_id, source_id in zip(ids, source_ids, strict=True):
            row = {"customer_id": customer_id, "unit_id": unit or company.city, "kind": "person"}
            await work.execute(insert(customers).values(**row, source="shop", source_id=source_id))
    return ids


async def count(company: Company, table: Any) -> int:
    async with company.serving.running.store.begin() as work:
        return int(await work.value(select(func.count()).select_from(table)))


async def run(company: Company, kind: str, body: bytes, **params: str) -> dict[str, Any]:
    """An import from its start to its end."""
    asked = {"kind": kind, "source": "shop", **params}
    started = await ok(company.admin.post("/v1/imports", params={**asked, "unit_id": company.city}, content=body))
    return await ended(company, started["import_id"])


async def ended(company: Company, import_id: str) -> dict[str, Any]:
    """What an import came to."""
    async with asyncio.timeout(60):
        while True:
            answer = await ok(company.admin.get(f"/v1/imports/{import_id}"))
            if answer["completed_at"]:
                return answer
            await asyncio.sleep(0.05)


def purchase(number: int, customer: str, amount: str = "10.00", **more: Any) -> dict[str, Any]:
    row = {"source_id": f"p{number}", "customer_source_id": customer, "date": "1997-01-01", "amount": amount}
    return {**row, "quantity": 2, **more}


def lines(*rows: Any) -> bytes:
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode()


async def test_purchases_become_orders_and_money_under_one_contract_a_customer(company: Company):
    [ann, _] = await remember(company, "ann", "bob")
    body = lines(purchase(1, "ann"), purchase(2, "ann", "5.50"), purchase(3, "bob", "0.00"))
    done = await run(company, "retail-orders", body, currency="USD")
    assert (done["rows"], done["imported"], done["rejected"]) == (3, 3, 0)
    assert done["amounts"] == [{"amount": "15.50", "currency": "USD"}]
    assert [await count(company, table) for table in (contracts, orders, payments)] == [2, 3, 2]
    found = await ok(company.admin.get(f"/v1/contracts?counterparty_id={ann}"))
    ledger = await ok(company.admin.get(f"/v1/contracts/{found['items'][0]['contract_id']}/ledger"))
    assert {each["kind"]: each["amount"]["amount"] for each in ledger["balances"]} == {
        "ordered": "15.50",
        "received": "15.50",
    }


async def test_what_an_import_left_in_the_tables_can_be_rebuilt(company: Company):
    await remember(company, "ann", "bob")
    await run(
        company, "retail-orders", lines(purchase(1, "ann"), purchase(2, "ann", "5.50"), purchase(3, "bob", "0.00"))
    )
    paid = [{"id": "t1", "date": "2020-05-01", "value": {"amount": 300, "currency": "DOP"}}]
    foreign = {"id": "c", "title": "Fans", "value": {"amount": 10, "currency": "DOP"}}
    reached = [
        {"id": "m1", "title": "First half", "type": "delivery", "dueDate": "2020-04-01", "status": "met"},
        {"id": "m2", "title": "Second half", "dueDate": "2099-04-01", "status": "scheduled"},
    ]
    foreign["implementation"] = {"transactions": paid, "milestones": reached}
    why = {"id": "a1", "date": "2020-03-01T00:00:00Z", "rationale": "More fans", "description": "ten for eight"}
    over = {"id": "d", "status": "terminated", "milestones": reached[1:], "amendments": [why]}
    await run(company, "ocds", lines({"ocid": "o-1", "tag": ["compiled"], "contracts": [foreign, over]}))
    owed = (await ok(company.admin.get("/v1/obligations")))["items"]
    things = sorted((one["thing"]["description"], one["state"], one["met_on"]) for one in owed if one["thing"])
    assert things == [
        ("First half", "met", "2020-04-01"), ("Second half", "lapsed", None), ("Second half", "planned", None),
    ]  # fmt: skip
    await amended_as_told(company, why)
    await amended_since(company, foreign)
    checks = await rebuild(company.serving.running.store)
    assert [check for check in checks if not check.same] == []
    assert {check.table: check.live_rows for check in checks}["contracts"] == 6


async def amended_as_told(company: Company, why: dict[str, str]) -> None:
    """What the file said of an amendment is read here, goes out as it came in, and is no different the second time."""
    (known,) = (await ok(company.admin.get("/v1/contracts?state=completed")))["items"]
    found = await ok(company.admin.get(f"/v1/contracts/{known['contract_id']}/imported-amendments"))
    (one,) = found["items"]
    assert (one["source_amendment_id"], one["amended_on"], one["rationale"]) == ("a1", "2020-03-01", "More fans")
    asked = {"source": "shop", "prefix": "ocds-abc123"}
    out = (await ok(company.admin.get("/v1/ocds-releases", params=asked)))["releases"]
    told = [one["contracts"][0] for one in out if one["contracts"][0]["id"] == "d"]
    assert [one["amendments"] for one in told] == [[why]]
    await run(company, "ocds", lines(*out), source="copy")
    copied = (await ok(company.admin.get("/v1/ocds-releases", params={**asked, "source": "copy"})))["releases"]
    assert [one["contracts"][0]["amendments"] for one in copied if one["contracts"][0]["id"] == "d"] == [[why]]
    elsewhere = await company.serving.unit(new_id(), company.headquarters)
    stranger = await company.serving.caller(new_id(), ["contract.contract.read"], elsewhere)
    assert (await stranger.get(f"/v1/contracts/{known['contract_id']}/imported-amendments")).status_code == 404


async def amended_since(company: Company, before: dict[str, Any]) -> None:
    """What is amended after it was taken over is taken once, in a later file of its source: the contract says what it
    says there, its limits too, and what all files brought comes to what the last one says.
    """
    later = {"id": "a2", "date": "2021-01-05T00:00:00Z", "rationale": "More fans"}
    more = {"value": {"amount": 12, "currency": "DOP"}, "period": {"endDate": "2099-12-31T00:00:00Z"}}
    file = lines({"ocid": "o-1", "tag": ["compiled"], "contracts": [{**before, **more, "amendments": [later]}]})
    held = await ok(company.admin.post("/v1/imports?kind=ocds&source=shop&hold=true", content=file))
    asked = await ok(company.admin.get(f"/v1/imports/{held['import_id']}"))
    assert (asked["figures"]["known"], asked["figures"]["amended"]) == (1, 1)
    done = await run(company, "ocds", file)
    assert (done["rows"], done["imported"], done["amended"], done["unchanged"]) == (1, 0, 1, 0)
    grown = {"amount": "2.00", "currency": "DOP"}
    assert (done["amounts"], done["units"]) == ([grown], [{"unit_id": company.city, "rows": 0, "amount": grown}])
    listed = await ok(company.admin.get("/v1/contracts?limit=200"))
    contract = next(one for one in listed["items"] if one["title"] == "Fans" and one["amount"]["amount"] == "12.00")
    assert contract["term_to"] == "2099-12-31"
    address = f"/v1/contracts/{contract['contract_id']}"
    ledger = await ok(company.admin.get(f"{address}/ledger"))
    assert [one["limit"]["amount"] for one in ledger["limits"]] == ["12.00"]
    stood = await ok(company.admin.get(f"{address}/standing"))
    assert (stood["amount"]["amount"], stood["total"]["amount"]) == ("12.00", "12.00")
    again = await run(company, "ocds", file)
    assert (again["amended"], again["unchanged"], again["amounts"]) == (0, 1, [])
    out = (await ok(company.admin.get("/v1/ocds-releases?source=shop&prefix=ocds-abc123")))["releases"]
    back = await run(company, "ocds", lines(*out))
    assert (back["amended"], back["unchanged"]) == (0, len(out))


async def test_the_same_file_twice_changes_nothing_and_a_longer_one_adds_the_rest(company: Company):
    await remember(company, "ann")
    rows = [purchase(number, "ann") for number in range(450)]
    await run(company, "retail-orders", lines(*rows[:300]))
    again = await run(company, "retail-orders", lines(*rows))
    assert (again["imported"], again["unchanged"]) == (150, 300)
    assert await count(company, orders) == 450


async def test_a_run_killed_between_slices_goes_on_behind_the_last_one(
    company: Company, monkeypatch: pytest.MonkeyPatch
):
    await remember(company, "ann")
    killed = False

    def die(*_: Any) -> Any:
        nonlocal killed
        if not killed:
            killed = True
            raise RuntimeError("killed")
        return original(*_)

    original = handlers.delete
    monkeypatch.setattr(handlers, "delete", die)
    done = await run(company, "retail-orders", lines(*(purchase(number, "ann") for number in range(250))))
    assert killed
    assert (done["imported"], done["unchanged"]) == (250, 0)


async def test_bad_rows_are_reported_and_never_stop_the_good_ones(company: Company, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("services.contract.imports.handlers.MOST_RETRIES", 0)
    await remember(company, "ann")
    bad = [
        "no json",
        purchase(1, "stranger"),
        purchase(2, "ann", "-1.00"),
        purchase(3, "ann", date="1997-02-30"),
        purchase(4, "ann", quantity=0),
        {"source_id": "p5", "date": "1997-01-01", "amount": "1.00"},
        purchase(6, "ann", "1.001"),
    ]
    done = await run(company, "retail-orders", lines(*bad, purchase(9, "ann")))
    assert (done["rows"], done["imported"], done["rejected"]) == (8, 1, 7)
    remarks = (await ok(company.admin.get(f"/v1/imports/{done['import_id']}/remarks")))["items"]
    assert {each["row"] for each in remarks} == set(range(1, 8))
    assert "stranger" not in json.dumps(remarks)


async def test_rows_wait_for_customers_that_are_on_their_way(company: Company):
    running = asyncio.create_task(run(company, "retail-orders", lines(purchase(1, "late"))))
    await asyncio.sleep(1)
    await remember(company, "late")
    assert (await running)["imported"] == 1


async def test_the_rows_are_sealed_while_they_wait_and_gone_afterwards(company: Company):
    running = asyncio.create_task(run(company, "retail-orders", lines(purchase(1, "late"))))
    sealed = None
    while sealed is None:
        await asyncio.sleep(0.02)
        async with company.serving.running.store.begin() as work:
            sealed = await work.value(select(chunks.c.sealed))
    assert b"late" not in sealed
    await remember(company, "late")
    await running
    assert await count(company, chunks) == 0


async def test_an_import_for_a_unit_outside_the_permission_is_refused(company: Company):
    params = {"kind": "retail-orders", "source": "shop", "unit_id": company.headquarters}
    refused = await company.drafter.post("/v1/imports", params=params, content=b"")
    assert refused.status_code == 403
    own, called = {**params, "unit_id": company.city}, f"HQ={company.headquarters}"
    refused = await company.drafter.post("/v1/imports", params={**own, "units": called}, content=b"")
    assert refused.status_code == 403
    for nobody in (new_id(), "NJ-99"):
        refused = await company.admin.post("/v1/imports", params={**own, "units": f"HQ={nobody}"}, content=b"")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/units/0")
    file = f"Contract number,Contractor,Total value,Unit code\n1,Krapi,10,{company.headquarters}".encode()
    taken = await ok(company.drafter.post("/v1/imports", params={**own, "kind": "register"}, content=file))
    shown = await ok(company.drafter.get(f"/v1/imports/{taken['import_id']}"))
    assert (shown["rows"], shown["rejected"], shown["figures"]["contracts"]) == (1, 1, 0)


async def test_contracts_of_a_file_are_of_the_units_that_it_names_and_unknown_ones_are_reported(company: Company):
    other = await company.serving.unit(new_id(), company.headquarters, code="NJ-01")
    rows = [f"1,Krapi,10,{company.city}", "2,Krapi,20,B-7", "3,Krapi,30,B-9", "4,Krapi,40,", "5,Krapi,5,NJ-01"]
    file = "\n".join(["Contract number,Contractor,Total value,Unit code", *rows]).encode()
    done = await run(company, "register", file, currency="EUR", units="B-7=NJ-01")
    assert (done["rows"], done["imported"], done["rejected"]) == (5, 4, 1)

    def eur(amount: str) -> dict[str, str]:
        return {"amount": amount, "currency": "EUR"}

    by_unit = {one["unit_id"]: (one["rows"], one["amount"]) for one in done["units"]}
    assert by_unit == {company.city: (2, eur("50.00")), other: (2, eur("25.00"))}
    assert done["figures"]["units"][other] == {"contracts": 2, "amount_by_currency": {"EUR": "25.00"}}
    told = (await ok(company.admin.get(f"/v1/imports/{done['import_id']}/remarks?limit=200")))["items"]
    assert [one["column"] for one in told if one["kind"] == "rejected"] == ["row 4/Unit code"]
    held = await ok(company.admin.get("/v1/contracts"))
    assert {one["amount"]["amount"]: one["unit_id"] for one in held["items"]}["20.00"] == other

    bought = [{"ocid": f"o-{who}", "tag": ["compiled"], "buyer": {"id": who}} for who in ("DO-1", "DO-2")]
    contract = {"id": "c", "value": {"amount": 7, "currency": "DOP"}}
    file = lines(*({**one, "contracts": [contract]} for one in bought))
    done = await run(company, "ocds", file, units="DO-1=NJ-01")
    assert [(one["unit_id"], one["rows"]) for one in done["units"]] == [(other, 1)]
    told = (await ok(company.admin.get(f"/v1/imports/{done['import_id']}/remarks")))["items"]
    assert [one["column"] for one in told if one["kind"] == "rejected"] == ["o-DO-2/contracts/c/buyer/id"]


async def test_a_supplier_is_held_against_the_unit_of_its_row_and_later_files_reach_that_too(company: Company):
    other = await company.serving.unit(new_id(), company.headquarters, code="NJ-01")
    await remember(company, "S-own", unit=other)
    await remember(company, "S-city")
    await remember(company, "S-above", unit=company.headquarters)

    def bought(of: str, value: int = 7, **more: Any) -> dict[str, Any]:
        contract = {"id": "c", "awardID": "a", "title": of, "value": {"amount": value, "currency": "DOP"}, **more}
        awards = [{"id": "a", "suppliers": [{"id": of}]}]
        said = {"ocid": f"o-{of}", "tag": ["compiled"], "buyer": {"id": "DO-1"}, "awards": awards}
        return {**said, "contracts": [contract]}

    suppliers = ("S-own", "S-city", "S-above")
    done = await run(company, "ocds", lines(*map(bought, suppliers)), units="DO-1=NJ-01")
    assert (done["imported"], done["rejected"]) == (1, 2)
    told = (await ok(company.admin.get(f"/v1/imports/{done['import_id']}/remarks?kind=rejected")))["items"]
    assert [(one["row"], one["column"]) for one in told] == [(2, "supplier_id"), (3, "supplier_id")]
    assert all("outside the row's" in one["reason"] for one in told)
    # What headquarters import may name their own customers too, in rows of any unit below them.
    asked = {"kind": "ocds", "source": "shop", "unit_id": company.headquarters, "units": "DO-1=NJ-01"}
    started = await ok(company.admin.post("/v1/imports", params=asked, content=lines(*map(bought, suppliers))))
    done = await ended(company, started["import_id"])
    assert (done["imported"], done["unchanged"], done["rejected"]) == (1, 1, 1)
    held = (await ok(company.admin.get("/v1/contracts")))["items"]
    assert {one["title"]: one["unit_id"] for one in held} == {"S-own": other, "S-above": other}
    amended = bought("S-own", 9, amendments=[{"id": "a1"}])
    done = await run(company, "ocds", lines(amended), units="DO-1=NJ-01")
    assert (done["amended"], done["amounts"]) == (1, [{"amount": "2.00", "currency": "DOP"}])


async def test_a_file_sent_again_with_its_key_is_the_same_import_and_another_wish_is_refused(company: Company):
    asked, key = {"kind": "retail-orders", "source": "shop", "unit_id": company.city}, {"Idempotency-Key": "once"}
    file = lines(purchase(1, "nobody"))

    async def send(**changed: str) -> httpx.Response:
        return await company.admin.post("/v1/imports", params={**asked, **changed}, content=file, headers=key)

    first, again = await ok(send()), await ok(send())
    assert first == again
    assert await count(company, imports) == 1
    for changed in ({"source": "stall"}, {"currency": "DOP"}, {"unit_id": company.headquarters}):
        refused = await send(**changed)
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:pactline:problem:idempotency-key-reused")


@pytest.mark.parametrize("sample", DOMINICAN, ids=lambda path: path.name)
async def test_open_contracting_files_reconcile_with_what_they_hold(company: Company, sample: Path):
    file = await asyncio.to_thread(sample.read_bytes)
    done = await run(company, "ocds", file)
    assert (done["rows"], done["imported"], done["rejected"]) == (578, 578, 0)
    assert done["amounts"] == [{"amount": "199037888.78", "currency": "DOP"}]
    assert done["figures"]["parties"] == 532
    again = await run(company, "ocds", file)
    assert (again["imported"], again["unchanged"]) == (0, 578)


@pytest.mark.parametrize("sample", MEXICAN, ids=lambda path: path.name)
async def test_imported_payments_are_facts_and_an_excess_is_reported(company: Company, sample: Path):
    file = await asyncio.to_thread(sample.read_bytes)
    done = await run(company, "ocds", file)
    assert done["imported"] == 1
    found = (await ok(company.admin.get("/v1/payments?limit=200")))["items"]
    assert len(found) == 48
    assert sum(Decimal(each["amount"]["amount"]) for each in found) == Decimal("2227929.41")
    assert any(each["reason"] == "over_clause" for each in found)
    remarks = (await ok(company.admin.get(f"/v1/imports/{done['import_id']}/remarks")))["items"]
    assert any("more was paid" in each["reason"] for each in remarks)


async def test_customers_of_another_unit_are_not_bought_for(company: Company):
    await remember(company, "ann")
    other = await company.serving.unit(new_id(), company.headquarters)
    asked = {"kind": "retail-orders", "source": "shop", "unit_id": other}
    started = await ok(company.admin.post("/v1/imports", params=asked, content=lines(purchase(1, "ann"))))
    async with asyncio.timeout(10):
        while not (answer := await ok(company.admin.get(f"/v1/imports/{started['import_id']}")))["completed_at"]:
            await asyncio.sleep(0.05)
    assert (answer["imported"], answer["rejected"]) == (0, 1)
