"""What other systems booked arrives through collectors: once each, also before anybody knows its contract."""

import json
from decimal import Decimal
from typing import Any

import httpx
import pytest

from services.contract.collected.tables import records
from services.contract.order.tables import orders
from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed, balances, cny, line, problem
from tests.integration.contract.test_imports import count, remember
from tests.integration.contract.test_masters import bound

DAY = "2026-03-02"


@pytest.fixture
async def erp(company: Company) -> httpx.AsyncClient:
    """The program that sends, with nothing else it may do."""
    return await company.serving.caller(new_id(), ["contract.collector.send"], company.city)


async def registered(company: Company, **more: Any) -> str:
    body = {"source": "erp", "unit_id": company.city, "parties": "shop", **more}
    return str((await ok(company.admin.post("/v1/collectors", json=body)))["collector_id"])


async def sent(erp: httpx.AsyncClient, collector: str, *rows: Any) -> dict[str, Any]:
    body = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode()
    return await ok(erp.post(f"/v1/collectors/{collector}/batches", content=body))


def results(taken: dict[str, Any]) -> list[str]:
    return [one["result"] for one in taken["records"]]


def order(source_id: str, amount: str = "400.00", **more: Any) -> dict[str, Any]:
    price = str(Decimal(amount) / 4)
    fan = {"line": 1, "product": "F-100", "description": "Fan", "quantity": "4", "unit_price": price}
    return {"kind": "order", "source_id": source_id, "date": DAY, "lines": [fan], **more}


def delivery(source_id: str, of: str, quantity: str = "4") -> dict[str, Any]:
    lines = [{"line": 1, "quantity": quantity}]
    return {"kind": "delivery", "source_id": source_id, "date": DAY, "order": of, "lines": lines}


def acceptance(source_id: str, of: str, **more: Any) -> dict[str, Any]:
    return {"kind": "acceptance", "source_id": source_id, "date": DAY, "delivery": of, **more}


def invoice(source_id: str, gross: str, **more: Any) -> dict[str, Any]:
    figures = {"number": f"F-{source_id}", "net": gross, "tax": "0.00", "gross": gross}
    return {"kind": "invoice", "source_id": source_id, "date": DAY, **figures, **more}


def money(kind: str, source_id: str, amount: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "source_id": source_id, "date": DAY, "amount": amount, **more}


async def number_of(company: Company, address: str) -> str:
    return str((await ok(company.drafter.get(address)))["number"])


async def test_records_of_a_purchase_are_booked_on_the_contract_they_name(company: Company, erp: httpx.AsyncClient):
    address = await agreed(company, [line("5", "all", "1000.00")])
    number = await number_of(company, address)
    collector = await registered(company)
    rows = [
        order("4500", contract_number=number),
        delivery("80", "4500"),
        acceptance("85", "80"),
        invoice("90", "400.00", order="4500", taxes=[{"rate": "0", "net": "400.00", "tax": "0.00"}]),
        money("payment", "70", "1100.00", invoice="90"),
    ]
    taken = await sent(erp, collector, *rows)
    assert results(taken) == ["booked"] * 5
    # What was paid elsewhere is a fact: it is booked, and what it is over is told.
    assert [one["faults"] for one in taken["records"]] == [
        [], [], [], [], [{"field": "", "reason": "beyond what the contract allows: over_clause"}],
    ]  # fmt: skip
    booked = {"ordered": "400.00", "delivered": "400.00", "accepted": "400.00"}
    booked |= {"invoiced": "400.00", "paid": "1100.00"}
    assert await balances(company, address) == booked
    order_id = taken["records"][0]["document_id"]
    [came] = (await ok(company.drafter.get(f"/v1/orders/{order_id}")))["deliveries"]
    named = (came["acceptance_id"], came["clause"], came["phase"])
    assert named == (taken["records"][2]["document_id"], "5", "all")
    billed = await ok(company.drafter.get(f"/v1/invoices/{taken['records'][3]['document_id']}"))
    assert billed["taxes"] == [{"rate": "0", "net": cny("400.00"), "tax": cny("0.00")}]
    kept = await ok(company.drafter.get(f"/v1/collected-records/{taken['records'][4]['collected_id']}"))
    assert (kept["excess"]["used"], kept["matched_by"], kept["source_id"]) == (cny("0.00"), "record", "70")
    more = {"clause": "5", "phase": "all", "amount": cny("1.00")}
    refused = await company.drafter.post(f"{address}/payments", json=more)
    assert problem(refused) == "payment-over-limit"

    again = await sent(erp, collector, *rows)
    other = await sent(erp, collector, {**rows[0], "date": "2026-03-03"}, invoice("90", "401.00", order="4500"))
    assert (results(again), results(other)) == (["unchanged"] * 5, ["differing"] * 2)
    assert await balances(company, address) == booked
    assert (await ok(company.admin.get(f"/v1/contracts/{address.rpartition('/')[2]}/agreement")))["agrees"]


async def test_a_token_writes_to_the_collectors_of_its_unit_and_below_and_nowhere_else(
    company: Company, erp: httpx.AsyncClient
):
    address = await agreed(company, [line("5", "all", "1000.00")])
    named = {"contract_number": await number_of(company, address)}
    own = await registered(company)
    above = await registered(company, source="hq-erp", unit_id=company.headquarters)
    refused = await erp.post(f"/v1/collectors/{above}/batches", content=json.dumps(order("1", **named)).encode())
    assert problem(refused) == "no-such-collector"
    # Headquarters' program reaches the city below it; that of another unit neither its collector nor its contract.
    head = await company.serving.caller(new_id(), ["contract.collector.send"], company.headquarters)
    assert results(await sent(head, above, order("1", **named))) == ["booked"]
    other = await company.serving.unit(new_id(), company.headquarters)
    stranger = await company.serving.caller(new_id(), ["contract.collector.send"], other)
    strange = await stranger.post(f"/v1/collectors/{own}/batches", content=json.dumps(order("2", **named)).encode())
    assert problem(strange) == "no-such-collector"
    theirs = await registered(company, source="other", unit_id=other)
    [told] = (await sent(stranger, theirs, order("3", **named)))["records"]
    assert (told["result"], told["faults"][0]["field"]) == ("rejected", "contract_number")
    # Nor does a collector take what is another unit's, whoever sends it, unless it names that unit.
    [told] = (await sent(head, theirs, order("4", **named)))["records"]
    assert (told["result"], told["faults"][0]["field"]) == ("rejected", "contract_number")
    assert await balances(company, address) == {"ordered": "400.00"}

    lines = {"lines": [{"description": "Fan", "quantity": "1", "unit_price": "1.00"}]}
    laid_down = {"source": "mine", "unit_id": company.city, "parties": "shop"}
    for path, body in (
        (f"{address}/orders", lines),
        ("/v1/collectors", laid_down),
        (f"/v1/collectors/{own}/pause", {"reason": "x"}),
        (f"/v1/collectors/{own}/matching", {}),
        ("/v1/imports?kind=register&source=x", {}),
    ):
        assert (await erp.post(path, json=body)).status_code == 403, path
    for path in (address, "/v1/contracts", "/v1/collected-records", f"/v1/collectors/{own}"):
        assert (await erp.get(path)).status_code == 403, path


async def test_bad_records_are_told_of_by_place_and_field_and_stop_nothing(company: Company, erp: httpx.AsyncClient):
    address = await agreed(company, [line("5", "a", "500.00"), line("5", "b", "500.00")])
    number = await number_of(company, address)
    collector = await registered(company, units=[{"code": "HQ", "unit_id": company.headquarters}])
    taken = await sent(
        erp,
        collector,
        "{",
        order("1", contract_number="CG-NONE"),
        order("2"),
        order("3", direction="purchase", party="nobody"),
        delivery("4", "nowhere"),
        invoice("5", "10.00", contract_number=number),
        money("receipt", "6", "10.00", contract_number=number),
        invoice("7", "10.00", contract_number=number, clause="5", phase="a", currency="EUR"),
        order("8", contract_number=number),
        order("9", contract_number=number, unit="HQ"),
        order("10", contract_number=number, unit="nowhere"),
    )
    wrong = [(one["index"], fault["field"]) for one in taken["records"] for fault in one["faults"]]
    assert wrong[1:] == [
        (1, "contract_number"), (2, "direction"), (3, "party"), (4, "order"), (5, "clause"), (6, "kind"),
        (7, "currency"), (9, "unit"), (10, "unit"),
    ]  # fmt: skip
    assert (taken["rejected"], taken["booked"], results(taken)[8]) == (10, 1, "booked")
    batch = await ok(company.admin.get(f"/v1/collector-batches/{taken['batch_id']}"))
    assert (batch["records"], batch["rejected"], len(batch["remarks"])) == (11, 10, 10)
    assert (await company.drafter.post(f"/v1/collectors/{collector}/batches", content=b"\n")).status_code == 422
    assert problem(await erp.post(f"/v1/collectors/{new_id()}/batches", content=b"{}")) == "no-such-collector"
    many = b"{}\n" * 201
    assert problem(await erp.post(f"/v1/collectors/{collector}/batches", content=many)) == "too-many-records"
    assert (await erp.get("/v1/collected-records")).status_code == 403

    source = f"/v1/collectors/{collector}"
    brought = await ok(company.admin.get(f"{source}/brought"))
    assert [(one["kind"], one["records"], one["booked"]) for one in brought["kinds"]] == [("order", 1, 1)]
    refused, last = await ok(company.admin.get("/v1/collector-remarks?result=rejected&limit=1")), 9
    assert (brought["rejected"], refused["items"][0]["at"]) == (10, 1)
    told = (await ok(company.admin.get("/v1/collector-remarks?source=erp")))["items"]
    assert [one["field"] for one in told] == [one["field"] for one in batch["remarks"]]
    assert (told[last]["source_id"], told[last]["batch_id"]) == ("10", taken["batch_id"])

    # What it may bring is said anew by whoever read the version; while it is paused it brings nothing.
    one = await company.admin.get(source)
    narrower = {"parties": "shop", "brings": ["invoice"]}
    stale = await company.admin.put(source, json=narrower, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    await ok(company.admin.put(source, json=narrower, headers={"If-Match": one.headers["etag"]}))
    [only] = (await sent(erp, collector, order("11", contract_number=number)))["records"]
    assert (only["result"], only["faults"][0]["field"]) == ("rejected", "kind")
    assert problem(await company.admin.post(f"{source}/resumption")) == "not-possible-now"
    await ok(company.admin.post(f"{source}/pause", json={"reason": "Moves to another machine"}))
    stopped = await erp.post(f"{source}/batches", content=json.dumps(order("12")).encode())
    shown = await ok(company.admin.get(source))
    assert (problem(stopped), shown["reason"]) == ("collector-is-paused", "Moves to another machine")
    await ok(company.admin.post(f"{source}/resumption"))
    assert (await ok(company.admin.get(source)))["paused_on"] is None


async def test_an_order_without_a_contract_waits_with_what_follows_until_one_is_found(
    company: Company, erp: httpx.AsyncClient
):
    [customer] = await remember(company, "K7")
    plan = [line("5", "a", "500.00", "counterparty"), line("5", "b", "500.00", "counterparty")]
    address = await agreed(company, plan, "sales", customer)
    elsewhere = await agreed(company, plan, "sales")
    named = [{"code": "客户七", "customer_id": customer}]
    contract_id = address.rpartition("/")[2]
    collector = await registered(company, parties="nobody", party_names=named)
    taken = await sent(
        erp,
        collector,
        order("4500", direction="sales", party="客户七"),
        delivery("80", "4500", "3"),
        acceptance("85", "80", lines=[{"line": 1, "quantity": "2"}]),
        invoice("90", "300.00", order="4500"),
        money("receipt", "70", "350.00", invoice="90"),
        invoice("91", "50.00", order="4500", clause="9", phase="z"),
    )
    assert results(taken) == ["waiting"] * 6
    assert await balances(company, address) == {}
    waiting = (await ok(company.drafter.get("/v1/collected-records?state=waiting&kind=order")))["items"]
    assert [(one["source_id"], one["amount"]) for one in waiting] == [("4500", cny("400.00"))]
    record = f"/v1/collected-records/{waiting[0]['collected_id']}"
    shown = await ok(company.drafter.get(record))
    assert [(one["contract_id"], one["score"]) for one in shown["proposals"]] == [(contract_id, 50)]
    assert len(shown["followers"]) == 5

    strange = await company.drafter.post(f"{record}/match", json={"contract_id": elsewhere.rpartition("/")[2]})
    assert strange.json()["errors"][0]["pointer"] == "/contract_id"
    # Nothing is certain about it, so the rule leaves it to a person.
    assert (await ok(company.drafter.post(f"/v1/collectors/{collector}/matching")))["matched"] == 0
    body = {"contract_id": contract_id, "clause": "5", "phase": "a"}
    matched = await ok(company.drafter.post(f"{record}/match", json=body))
    assert len(matched["booked"]) == 4
    [left] = matched["left"]
    assert left["field"] == "clause"
    booked = {"ordered": "400.00", "delivered": "300.00", "accepted": "200.00"}
    booked |= {"invoiced": "300.00", "received": "350.00"}
    assert await balances(company, address) == {**booked, "allocated": "300.00"}
    assert problem(await company.drafter.post(f"{record}/match", json=body)) == "not-possible-now"
    place = {"clause": "5", "phase": "b"}
    more = [delivery("81", "4500", "1"), delivery("82", "4500", "1"), acceptance("86", "81", **place)]
    # A delivery is accepted once, and only what a delivery brought.
    more += [acceptance("87", "81", **place), acceptance("88", "nowhere"), acceptance("89", "81")]
    later = await sent(erp, collector, *more)
    assert results(later) == ["booked", "rejected", "booked", "rejected", "rejected", "rejected"]
    assert [one["faults"][0]["field"] for one in later["records"][4:]] == ["delivery", "clause"]
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []


async def test_the_rule_books_an_order_that_has_one_contract_for_certain(company: Company, erp: httpx.AsyncClient):
    [customer] = await remember(company, "K8")
    kind = await company.kind("sales")
    fan = {"description": "Fan", "quantity": "10", "unit": "piece", "unit_price": "100.00", "tax_rate": "0"}
    body = {
        "type_id": kind,
        "title": "Fans",
        "text": "Fans.",
        "counterparty_id": customer,
        "lines": [fan],
        "amount": cny("1000.00"),
        "plan": [line("5", "all", "1000.00", "counterparty")],
        "term_from": "2026-01-01",
        "term_to": "2099-12-31",
    }
    address = await bound(company, await ok(company.drafter.post("/v1/contracts", json=body)))
    collector = await registered(company)
    by_name = order("1", direction="sales", party="K8")
    by_name["lines"][0].pop("product")
    assert results(await sent(erp, collector, by_name)) == ["waiting"]
    assert (await ok(company.drafter.post(f"/v1/collectors/{collector}/matching")))["matched"] == 1
    await registered(company, match_by_rule=True)
    second = {**by_name, "source_id": "2"}
    third = order("3", "4000.00", direction="sales", party="K8")
    assert results(await sent(erp, collector, second, third, second)) == ["booked", "waiting", "unchanged"]
    assert (await balances(company, address))["ordered"] == "800.00"
    assert (await count(company, records), await count(company, orders)) == (3, 2)
