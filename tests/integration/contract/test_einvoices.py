"""Electronic invoices over HTTP: the original, its check, its deduction, the red-letter invoice; withheld tax."""

import io
import zipfile
from dataclasses import replace
from typing import Any

from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed, balances, billed, cny, line, problem

FINAL = ("5.2", "final")
PLAN = [line("5.2", "final", "226.00", conditions=["invoice"])]
NUMBER, RED = "26322000000012345678", "26322000000012345699"
MARCH = {"effective_on": "2026-03-15"}


def ofd() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as parts:
        parts.writestr("OFD.xml", "<ofd:OFD xmlns:ofd='http://www.ofdspec.org/2016'/>")
    return packed.getvalue()


def xml(number: str) -> bytes:
    return f"<?xml version='1.0' encoding='UTF-8'?><EInvoice><EIid>{number}</EIid></EInvoice>".encode()


async def sent(company: Company, data: bytes) -> str:
    return str((await ok(company.drafter.post("/v1/files?name=original", content=data)))["file_id"])


async def original(company: Company, data: bytes, **more: Any) -> dict[str, Any]:
    figures = {"tax": cny("26.00"), "gross": cny("226.00"), "issued_on": "2026-03-01", **MARCH}
    return {"number": NUMBER, "file_id": await sent(company, data), **figures, **more}


async def taxed(company: Company, address: str) -> str:
    return await billed(company, address, "226.00", FINAL, net=cny("200.00"), tax=cny("26.00"), **MARCH)


async def test_an_original_is_checked_claimed_and_given_back_by_its_red_letter_invoice(company: Company):
    clerk, address = company.drafter, await agreed(company, PLAN)
    invoice = await taxed(company, address)
    kept = await ok(clerk.post(f"/v1/invoices/{invoice}/einvoices", json=await original(company, ofd())))
    assert (kept["state"], kept["deduction"]) == ("unverified", "open")
    place = f"/v1/einvoices/{kept['einvoice_id']}"
    claim = {"deduction": "claimed", "period": "2026-03", **MARCH}
    assert problem(await clerk.post(f"{place}/deductions", json=claim)) == "not-deductible"
    await ok(clerk.post(f"{place}/verifications", json={"finding": "genuine", **MARCH}))
    await ok(clerk.post(f"{place}/deductions", json=claim))
    found = await ok(clerk.get("/v1/einvoices", params={"period": "2026-03", "deduction": "claimed"}))
    assert [(one["number"], one["form"], one["finding"]) for one in found["items"]] == [(NUMBER, "ofd", "genuine")]

    note = {"number": RED, "confirmation": "1100260315", "net": cny("50.00"), "tax": cny("6.50"), "gross": cny("56.50")}
    credit = await ok(clerk.post(f"/v1/invoices/{invoice}/credits", json={**note, **MARCH}))
    red = await original(
        company, xml(RED), number=RED, credit_id=credit["credit_id"], tax=cny("6.50"), gross=cny("56.50")
    )
    pointers = []
    for wrong in ({}, {"blue_number": RED}, {"blue_number": NUMBER, "confirmation": "other"}):
        answer = await clerk.post(f"/v1/invoices/{invoice}/einvoices", json={**red, **wrong})
        pointers.append((answer.status_code, answer.json()["errors"][0]["pointer"]))
    assert pointers == [(422, "/blue_number"), (422, "/blue_number"), (422, "/confirmation")]
    await ok(clerk.post(f"/v1/invoices/{invoice}/einvoices", json={**red, "blue_number": NUMBER}))
    blue = await ok(clerk.get(place))
    assert (blue["given_back"], blue["deduction"], blue["period"]) == (cny("6.50"), "claimed", "2026-03")
    both = (await ok(clerk.get("/v1/einvoices", params={"invoice_id": invoice})))["items"]
    assert sorted((one["colour"], one["confirmation"]) for one in both) == [("blue", None), ("red", "1100260315")]
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []


async def test_a_number_is_taken_once_in_whatever_unit_and_says_nothing_of_the_other(company: Company):
    clerk, address = company.drafter, await agreed(company, PLAN)
    invoice = await taxed(company, address)
    first = await ok(clerk.post(f"/v1/invoices/{invoice}/einvoices", json=await original(company, xml(NUMBER))))
    elsewhere = await company.serving.unit(new_id(), company.headquarters)
    decides = ["contract.approval.decide", "contract.*.read", "contract.approval.business"]
    other = replace(
        company,
        city=elsewhere,
        drafter=await company.serving.caller(new_id(), ["contract.*"], elsewhere),
        chief=await company.serving.caller(new_id(), decides, elsewhere),
    )
    second = await taxed(other, await agreed(other, PLAN))
    refused = await other.drafter.post(
        f"/v1/invoices/{second}/einvoices", json=await original(other, xml(NUMBER), category="ordinary")
    )
    assert (refused.status_code, problem(refused)) == (409, "duplicate-einvoice")
    assert refused.json()["errors"][0]["pointer"] == "/number"
    said = refused.text
    assert not any(word in said for word in (invoice, company.city, first["einvoice_id"], address.split("/")[-1]))
    assert (await other.drafter.get(f"/v1/einvoices/{first['einvoice_id']}")).status_code == 404
    assert (await ok(other.drafter.get("/v1/einvoices")))["items"] == []


async def test_what_is_not_the_original_of_the_booking_is_refused_by_its_field_and_nothing_is_kept(company: Company):
    clerk, address = company.drafter, await agreed(company, PLAN)
    invoice = await taxed(company, address)
    good = await original(company, xml(NUMBER))
    wrong = (
        ({"gross": cny("226.01")}, "/gross"),
        ({"tax": cny("25.99")}, "/tax"),
        ({"gross": {"amount": "226.00", "currency": "USD"}}, "/gross"),
        ({"number": "2632200000001234567X"}, "/number"),
        ({"issued_on": "2025-12-31"}, "/issued_on"),
        ({"file_id": new_id()}, "/file_id"),
        ({"file_id": await sent(company, xml(RED))}, "/file_id"),
        ({"file_id": await sent(company, b"just words with 26322000000012345678")}, "/file_id"),
        ({"file_id": await sent(company, b"\x89PNG\r\n\x1a\n" + b"x" * 100)}, "/file_id"),
        ({"credit_id": new_id()}, "/credit_id"),
        ({"blue_number": RED}, "/credit_id"),
    )
    for changes, pointer in wrong:
        answer = await clerk.post(f"/v1/invoices/{invoice}/einvoices", json={**good, **changes})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text
    assert (await ok(clerk.get("/v1/einvoices")))["items"] == []
    await ok(clerk.post(f"/v1/invoices/{invoice}/einvoices", json=good))
    again = await original(company, xml(RED), number=RED)
    answer = await clerk.post(f"/v1/invoices/{invoice}/einvoices", json=again)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/number")


async def test_tax_that_is_withheld_settles_what_is_not_paid_and_all_sums_agree(company: Company):
    clerk, address = company.drafter, await agreed(company, PLAN)
    invoice = await taxed(company, address)
    pay = {"clause": "5.2", "phase": "final", "invoice_id": invoice, **MARCH}
    await ok(clerk.post(f"{address}/payments", json={**pay, "amount": cny("203.40")}))
    withhold = {"what": "income_tax", "certificate": "T-2026-1", **MARCH}
    place = f"/v1/invoices/{invoice}/withholdings"
    over = await clerk.post(place, json={**withhold, "amount": cny("22.61")})
    assert (problem(over), over.json()["limit"], over.json()["used"]) == (
        "payment-over-limit", cny("226.00"), cny("203.40"),
    )  # fmt: skip
    await ok(clerk.post(place, json={**withhold, "amount": cny("22.60")}))
    shown = await ok(clerk.get(f"/v1/invoices/{invoice}"))
    assert shown["settled"] == cny("226.00")
    owed = await ok(clerk.get(f"/v1/obligations?contract_id={address.split('/')[-1]}"))
    assert {one["state"] for one in owed["items"]} == {"met"}
    assert (await balances(company, address))["withheld"] == "22.60"
    assert (await ok(clerk.get(f"{address}/agreement")))["agrees"]
