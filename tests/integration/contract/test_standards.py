"""A customer's standard becomes our limits; agreements and orders are held against it; others concede, or nobody."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from services.contract.consumers import CustomerSeen, remember
from shared.eventstore.rebuild import rebuild
from shared.values.clock import INSTALLATION_ZONE
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import cny, line, problem
from tests.integration.contract.test_customers import received
from tests.integration.contract.test_quality import ordered

TODAY = datetime.now(INSTALLATION_ZONE).date()
CARBON = {"name": "C", "kind": "chemistry", "unit": "%", "most": "0.20"}
WORDS = "碳当量不大于0.42。\n".encode()
LEAD = {"name": "Pb", "kind": "substance", "unit": "mg/kg", "most": "100"}


def standard(customer: str, *limits: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "counterparty_id": customer, "code": "STD-9", "title": "车用钢材", "reference": "2026-A",
        "limits": limits, "effective_on": TODAY.isoformat(), **more,
    }  # fmt: skip


def read(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


async def test_orders_and_agreements_keep_the_limits_in_force_or_have_a_concession(company: Company):
    clerk, customer = company.drafter, new_id()
    order = await ordered(company, "sales", customer)
    asked = {"line": 1, "grade": "Q355", "parameters": [{**CARBON, "most": "0.22"}]}
    requirements = f"/v1/orders/{order}/quality/requirements"

    first = await ok(clerk.post("/v1/standards", json=standard(customer, CARBON, LEAD, grade="Q355")))
    address = f"/v1/standards/{first['standard_id']}"
    limits = f"/v1/customers/{customer}/limits"
    assert (await ok(clerk.get(limits, params={"grade": "Q355"})))["items"] == []
    loose = {"limits": [{**CARBON, "most": "0.21"}, LEAD]}
    assert problem(await company.admin.post(f"{address}/editions/1/acceptance", json=loose)) == "looser-than-standard"
    await ok(company.admin.post(f"{address}/editions/1/acceptance", json={}))
    for grade, names in (("Q355", ["C", "Pb"]), ("Q235", [])):
        found = (await ok(clerk.get(limits, params={"grade": grade})))["items"]
        assert [one["name"] for one in found] == names
    yesterday = {"grade": "Q355", "on": (TODAY - timedelta(days=1)).isoformat()}
    assert (await ok(clerk.get(limits, params=yesterday)))["items"] == []

    refused = await clerk.post(requirements, json=asked)
    assert (refused.status_code, problem(refused)) == (409, "limit-deviation")
    assert refused.json()["errors"][0]["pointer"] == "/parameters/0"
    [deviation] = refused.json()["deviations"]
    named = (
        deviation["limit"],
        deviation["standard"],
        deviation["edition"],
        deviation["most"],
        deviation["stated_most"],
    )
    assert named == ("C", "STD-9", 1, "0.20", "0.22")

    wish = {
        "checked_in": "order", "subject_id": order, "line": 1, "standard_id": first["standard_id"], "name": "C",
        "most": "0.22", "until": TODAY.isoformat(), "reason": "一炉",
    }  # fmt: skip
    assert problem(await clerk.post("/v1/concessions", json={**wish, "most": "0.19"})) == "needless-concession"
    for unknown, pointer in (({"line": 9}, "/line"), ({"name": "Mn"}, "/name")):
        nothing = await clerk.post("/v1/concessions", json={**wish, **unknown})
        assert (nothing.status_code, nothing.json()["errors"][0]["pointer"]) == (422, pointer)
    concession = await ok(clerk.post("/v1/concessions", json=wish))
    assert problem(await clerk.post(requirements, json=asked)) == "limit-deviation"
    decision = f"/v1/concessions/{concession['concession_id']}/decision"
    granted = {"decision": "grant", "reason": "客户书面同意"}
    assert problem(await clerk.post(decision, json=granted)) == "own-concession"
    await ok(company.admin.post(decision, json=granted))
    wider = {**asked, "parameters": [{**CARBON, "most": "0.23"}]}
    assert problem(await clerk.post(requirements, json=wider)) == "limit-deviation"
    await ok(clerk.post(requirements, json=asked))
    quality = await ok(clerk.get(f"/v1/orders/{order}/quality"))
    assert [(one["name"], one["most"]) for one in quality["requirements"][0]["parameters"]] == [
        ("C", "0.22"),
        ("Pb", "100"),
    ]
    checks = (await ok(clerk.get("/v1/limit-checks", params={"standard_id": first["standard_id"]})))["items"]
    assert [(one["name"], one["outcome"], one["concession_id"]) for one in checks] == [
        ("C", "conceded", concession["concession_id"]),
        ("Pb", "taken_over", None),
    ]

    # An agreement that is drafted under one edition is held against the next one when it is submitted.
    body = {
        "type_id": await company.kind("sales"), "text": "质量协议", "title": "Quality agreement", "amount": cny("7.00"),
        "counterparty_id": customer, "plan": [line("3", "all", "7.00", "counterparty")],
    }  # fmt: skip
    draft = f"/v1/contracts/{(await ok(clerk.post('/v1/contracts', json=body)))['contract_id']}"
    in_agreement = {**wish, "checked_in": "agreement", "subject_id": draft.rpartition("/")[2]}
    nothing = await clerk.post("/v1/concessions", json=in_agreement)
    assert (nothing.status_code, nothing.json()["errors"][0]["pointer"]) == (422, "/line")
    agreed, none, match = {"grade": "Q355", "limits": [CARBON, {**LEAD, "most": "90"}]}, read(0), read(1)
    bad = await clerk.put(f"{draft}/agreed-limits", json={**agreed, "limits": [{**LEAD, "unit": "ppm"}]}, headers=none)
    assert (problem(bad), bad.json()["errors"][0]["pointer"]) == ("limit-deviation", "/limits/0")
    await ok(clerk.put(f"{draft}/agreed-limits", json=agreed, headers=none))
    assert (await clerk.put(f"{draft}/agreed-limits", json=agreed, headers=none)).status_code == 412
    second = standard(customer, {**CARBON, "most": "0.18"}, LEAD, grade="Q355", reference="2026-B")
    assert (await ok(clerk.post("/v1/standards", json=second)))["edition"] == 2
    assert problem(await company.admin.post(f"{address}/editions/1/acceptance", json={})) == "edition-decided"
    await ok(company.admin.post(f"{address}/editions/2/acceptance", json={}))
    late = await clerk.post(f"{draft}/submission", headers=match)
    assert (problem(late), late.json()["deviations"][0]["edition"]) == ("limit-deviation", 2)
    tighter = {**agreed, "limits": [{**CARBON, "most": "0.18"}, LEAD]}
    await ok(clerk.put(f"{draft}/agreed-limits", json=tighter, headers=match))
    await ok(clerk.post(f"{draft}/submission", headers=match))
    submitted = await clerk.put(f"{draft}/agreed-limits", json=tighter, headers=read(2))
    assert (submitted.status_code, problem(submitted)) == (409, "not-possible-now")
    # The order's concession was for the edition before.
    assert problem(await clerk.post(requirements, json=asked)) == "limit-deviation"
    shown = await ok(clerk.get(address))
    assert [(one["edition"], one["state"], one["title"]) for one in shown["editions"]] == [
        (2, "accepted", "车用钢材"),
        (1, "accepted", "车用钢材"),
    ]
    assert shown["editions"][1]["in_force_until"] == TODAY.isoformat()
    assert (await ok(clerk.post("/v1/standards", json={**second, "reference": "2026-C"})))["edition"] == 3
    await ok(company.admin.post(f"{address}/editions/3/declination", json={"reason": "做不到"}))
    newest = (await ok(clerk.get(address)))["editions"][0]
    assert (newest["edition"], newest["state"]) == (3, "declined")
    assert problem(await clerk.post(requirements, json=asked)) == "limit-deviation"
    await ok(company.admin.post(f"{address}/ending", json={"reason": "不再供货"}))
    await ok(clerk.post(requirements, json=wider))

    stranger = await company.serving.caller(
        new_id(), ["contract.*"], await company.serving.unit(new_id(), company.headquarters)
    )
    for path in ("/v1/standards", "/v1/concessions", "/v1/limit-checks"):
        assert (await ok(stranger.get(path)))["items"] == [], path
    assert (await stranger.get(address)).status_code == 404
    store = company.serving.running.store
    pool = store.database.pool("system")
    said = [bytes(row["data"]) for row in await pool.fetch("SELECT data FROM events")]
    assert not any(word.encode() in one for one in said for word in ("车用", "一炉", "书面", "做不到", "不再"))
    assert [one.table for one in await rebuild(store) if not one.same] == []


async def test_a_standard_keeps_its_document_for_the_customer_without_any_contract(company: Company):
    elsewhere, customer = await company.serving.unit(new_id(), company.headquarters), new_id()
    seen = CustomerSeen(customer_id=customer, kind="organisation", source="", source_id="")
    async with company.serving.running.store.begin() as work:
        await remember(work, replace(received(company, seen), unit=elsewhere))
    head, there = company.admin, await company.serving.caller(new_id(), ["contract.*"], elsewhere)
    kept = await ok(head.post("/v1/files", params={"name": "STD-9.txt"}, content=WORDS))
    body = standard(customer, CARBON, file_id=kept["file_id"])
    drafted = await ok(
        head.post(
            "/v1/contracts",
            json={
                "type_id": await company.kind("sales"), "text": "质量协议", "title": "Another's", "amount": cny("7.00"),
                "counterparty_id": new_id(), "plan": [line("3", "all", "7.00", "counterparty")],
            },
        )
    )  # fmt: skip
    another = {"contract_id": drafted["contract_id"]}
    for wrong, pointer in (
        ({"file_id": new_id()}, "/file_id"),
        ({"file_id": None, **another}, "/file_id"),
        (another, "/contract_id"),
    ):
        refused = await head.post("/v1/standards", json={**body, **wrong})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer), refused.text
    made = await ok(head.post("/v1/standards", json=body))
    address, content = f"/v1/standards/{made['standard_id']}", f"/v1/files/{kept['file_id']}/content"
    # Headquarters took it in; it belongs to who looks after the customer, and not to whoever asks.
    for reader, status in ((head, 200), (there, 200), (company.drafter, 404)):
        assert (await reader.get(address)).status_code == (await reader.get(content)).status_code == status
    assert (await there.get(content)).content == WORDS
    async with asyncio.timeout(30):
        while not (filed := (await ok(there.get("/v1/contract-search", params={"q": "碳当量"})))["standards"]):
            await asyncio.sleep(0.1)
    assert [(one["standard_id"], one["edition"], one["attachment"]["name"]) for one in filed] == [
        (made["standard_id"], 1, "STD-9.txt")
    ]
    assert "碳当量" in filed[0]["attachment"]["around"]
    contracts = await company.serving.caller(new_id(), ["contract.contract.read", "contract.file.read"], elsewhere)
    for reader in (company.drafter, contracts):
        assert (await ok(reader.get("/v1/contract-search", params={"q": "碳当量"})))["standards"] == []
    taken = await head.post("/v1/standards", json={**body, "code": "STD-10"})
    assert (taken.status_code, problem(taken), taken.json()["errors"][0]["pointer"]) == (422, "file-taken", "/file_id")
    assert [one.table for one in await rebuild(company.serving.running.store) if not one.same] == []


async def test_a_whole_batch_is_conceded_by_one_decision_of_somebody_else(company: Company):
    clerk = company.drafter
    order = await ordered(company, "sales", new_id())
    quality = f"/v1/orders/{order}/quality"
    parameters = [CARBON, {**LEAD, "kind": "chemistry"}]
    await ok(clerk.post(f"{quality}/requirements", json={"line": 1, "grade": "Q355", "parameters": parameters}))
    measured = [{"name": "C", "value": "0.22"}, {"name": "Pb", "value": "120"}]
    batch = {"line": 1, "batch": "H1", "quantity": "40", "actual": measured}
    asking, wish = f"{quality}/batches/H1/concessions", {"reference": "TB-77", "reason": "客户书面同意整批"}
    assert problem(await clerk.post(asking, json=wish)) == "batch-not-held"
    assert (await ok(clerk.post(f"{quality}/batches", json=batch)))["held"]
    other = await company.serving.caller(new_id(), ["contract.*"], company.city)
    first = await ok(other.post(asking, json=wish))
    decision, granted = "/v1/concessions/{}/decision", {"decision": "grant", "reason": "同意"}
    assert problem(await other.post(decision.format(first["concession_id"]), json=granted)) == "own-concession"
    # Whoever measured the goods lets them go no more through a concession than otherwise.
    assert problem(await clerk.post(decision.format(first["concession_id"]), json=granted)) == "own-batch"
    await ok(clerk.post(f"{quality}/batches", json={**batch, "actual": [measured[0], {"name": "Pb", "value": "90"}]}))
    stale = await company.admin.post(decision.format(first["concession_id"]), json=granted)
    assert (stale.status_code, problem(stale)) == (409, "batch-measured-anew")
    refused = {"decision": "refuse", "reason": "重新测量"}
    await ok(company.admin.post(decision.format(first["concession_id"]), json=refused))
    await ok(clerk.post(f"{quality}/batches", json=batch))
    second = await ok(other.post(asking, json=wish))
    listed = (await ok(clerk.get("/v1/batch-concessions", params={"state": "asked", "order_id": order})))["items"]
    assert [(one["batch"], [each["name"] for each in one["deviations"]]) for one in listed] == [("H1", ["C", "Pb"])]
    await ok(company.admin.post(decision.format(second["concession_id"]), json=granted))
    [shown] = (await ok(clerk.get(quality)))["batches"]
    assert (shown["decision"], shown["concession"], shown["reason"]) == ("conceded", "TB-77", "同意")
    delivered = {"lines": [{"line": 1, "quantity": "40"}]}
    await ok(clerk.post(f"/v1/orders/{order}/deliveries", json=delivered))
    assert [one.table for one in await rebuild(company.serving.running.store) if not one.same] == []
