"""What is signed makes stamp duty due, by quarter and legal entity."""

import csv
import io
from datetime import datetime
from typing import Any

from shared.eventstore.rebuild import rebuild
from shared.sheets.reading import read_sheet
from shared.values.clock import INSTALLATION_ZONE
from shared.values.ids import new_id
from tests.integration.contract.changing import agreed as amended
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed, billed, cny, line

TODAY = datetime.now(INSTALLATION_ZONE).date()
QUARTER = f"{TODAY.year}-Q{(TODAY.month + 2) // 3}"
ENTITY = "INSERT INTO legal_entities VALUES ($1, '南京设备有限公司', '91320100MA1W2X3Y4Z')"
ASSIGNED = "INSERT INTO unit_entities (unit_id, effective_on, legal_entity_id) VALUES ($1, '2020-01-01', $2)"


async def told(company: Company, address: str) -> dict[str, Any]:
    return await ok(company.drafter.get(f"{address}/stamp-duties"))


async def test_contracts_make_duty_due_amendments_add_and_the_quarter_is_told_by_entity(company: Company):
    clerk, entity = company.drafter, new_id()
    async with company.serving.running.store.begin() as work:
        await work.conn.execute(ENTITY, entity)
        await work.conn.execute(ASSIGNED, company.headquarters, entity)
    above = await company.kind("purchase", stamp_item="sale")
    bought = await agreed(company, [line("5", "all", "1000000.00")], parent_id=above)
    one = await told(company, bought)
    assert [(each["item"], each["cause"], each["rate"], each["duty"]) for each in one["duties"]] == [
        ("sale", "signing", "0.0003", cny("300.00"))
    ]
    assert (one["deferred"], one["duties"][0]["legal_entity_id"]) == (False, entity)

    for amount, count in (("1500000.00", 2), ("900000.00", 2), ("1400000.00", 2)):
        plan = [line("5", "all", amount)]
        await amended(company, bought, amount=cny(amount), plan=plan)
        assert len((await told(company, bought))["duties"]) == count
    assert (await told(company, bought))["duties"][1]["duty"] == cny("150.00")

    rent = await agreed(company, [line("5", "all", "20000.00")], stamp_item="lease", amount_kind="unit_price")
    assert (await told(company, rent)) == {"contract_id": rent.split("/")[-1], "deferred": True, "duties": []}
    taxed = {"net": cny("10000.00"), "tax": cny("900.00")}
    await billed(company, rent, "10900.00", ("5", "all"), **taxed)
    assert [each["duty"] for each in (await told(company, rent))["duties"]] == [cny("10.00")]
    free = await agreed(company, [line("5", "all", "100.00")])
    assert (await told(company, free))["duties"] == []

    dollars = {"amount": "1000.00", "currency": "USD"}
    await agreed(company, [{**line("5", "all", "1000.00"), "amount": dollars}], parent_id=above)
    unrated = await ok(clerk.get("/v1/stamp-duties", params={"quarter": QUARTER, "item": "sale"}))
    assert (unrated["whole"]["unrated"], unrated["whole"]["duty"]) == (1, cny("450.00"))
    rate = {
        "currency": "USD",
        "against": "CNY",
        "rate": "7.1234",
        "source": "PBOC",
        "effective_on": f"{TODAY.year}-01-01",
    }
    await ok(company.admin.post("/v1/exchange-rates", json=rate))
    abroad = (await ok(clerk.get("/v1/stamp-duties/contracts", params={"quarter": QUARTER})))["items"]
    (one,) = [each for each in abroad if each["base"]["currency"] == "USD"]
    assert (one["duty"], one["counted_base"], one["counted_duty"]) == (
        {"amount": "0.30", "currency": "USD"},
        cny("7123.40"),
        cny("2.14"),
    )
    assert (one["exchange_rate"], one["exchange_source"], one["exchange_on"]) == (
        "7.1234",
        "PBOC",
        rate["effective_on"],
    )

    found = await ok(clerk.get("/v1/stamp-duties", params={"quarter": QUARTER}))
    assert (found["whole"]["duty"], found["whole"]["foreign"], found["whole"]["unrated"]) == (cny("462.14"), 1, 0)
    totals = found["items"]
    assert [(each["legal_entity"], each["item"], each["contracts"], each["duty"]) for each in totals] == [
        ("南京设备有限公司", "lease", 1, cny("10.00")),
        ("南京设备有限公司", "sale", 2, cny("452.14")),
    ]
    asked = {"quarter": QUARTER, "legal_entity_id": entity, "item": "sale"}
    behind = (await ok(clerk.get("/v1/stamp-duties/contracts", params=asked)))["items"]
    assert sorted(each["base"]["amount"] for each in behind) == ["1000.00", "1000000.00", "500000.00"]
    assert behind[0]["number"].startswith("CG-")
    sheet = await clerk.get("/v1/stamp-duties/contracts.xlsx", params=asked)
    assert len(read_sheet(sheet.content).rows) == 3
    written = await clerk.get("/v1/stamp-duties/contracts.csv", params={"quarter": QUARTER})
    rows = list(csv.DictReader(io.StringIO(written.text.removeprefix("\ufeff"))))
    assert sorted(row["duty"] for row in rows) == ["0.30", "10.00", "150.00", "300.00"]
    waiting = (await ok(clerk.get("/v1/stamp-duties/deferred")))["items"]
    assert [each["contract_id"] for each in waiting] == [rent.split("/")[-1]]

    elsewhere = await company.serving.unit(new_id(), company.headquarters)
    stranger = await company.serving.caller(new_id(), ["contract.book.read"], elsewhere)
    assert (await ok(stranger.get("/v1/stamp-duties", params={"quarter": QUARTER})))["items"] == []
    assert (await stranger.get(f"{bought}/stamp-duties")).status_code == 404
    for wrong in ({}, {"quarter": "2026-Q5"}, {"quarter": QUARTER, "item": "air"}):
        assert (await clerk.get("/v1/stamp-duties", params=wrong)).status_code == 422
    checks = await rebuild(company.serving.running.store)
    assert [check for check in checks if not check.same] == []
