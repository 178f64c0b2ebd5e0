"""Part payments, one payment over several invoices, advances set off, credit notes, refunds, retention, charges."""

from shared.eventstore.rebuild import rebuild
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed, balances, billed, cny, line, problem

FINAL = ("5.2", "final")
PLAN = [line("5.1", "advance", "30.00", instrument="advance"), line("5.2", "final", "70.00", conditions=["invoice"])]


async def test_an_advance_is_set_off_and_one_payment_settles_two_invoices_in_parts(company: Company):
    address = await agreed(company, PLAN)
    clerk = company.drafter
    advance = await ok(
        clerk.post(
            f"{address}/payments",
            json={"clause": "5.1", "phase": "advance", "amount": cny("30.00"), "charges": cny("0.50")},
        )
    )
    first, second = [await billed(company, address, gross, FINAL) for gross in ("60.00", "40.00")]
    offsets = f"/v1/payments/{advance['payment_id']}/offsets"
    over = await clerk.post(offsets, json={"allocations": [{"invoice_id": first, "amount": cny("30.01")}]})
    assert (problem(over), over.json()["limit"]) == ("offset-over-advance", cny("30.00"))
    assert over.json()["errors"][0]["pointer"] == "/allocations/0/amount"
    await ok(clerk.post(offsets, json={"allocations": [{"invoice_id": first, "amount": cny("30.00")}]}))

    part = {"clause": "5.2", "phase": "final", "amount": cny("20.00"), "invoice_id": first}
    more = [{"clause": "5.2", "phase": "final", "amount": cny("40.01"), "invoice_id": second}]
    refused = await clerk.post(f"{address}/payments", json={**part, "more": more})
    assert (problem(refused), refused.json()["reason"]) == ("payment-over-limit", "over_invoice")
    assert (refused.json()["limit"], refused.json()["used"]) == (cny("40.00"), cny("0.00"))
    more[0]["amount"] = cny("40.00")
    paid = await ok(clerk.post(f"{address}/payments", json={**part, "more": more}))
    shown = await ok(clerk.get(f"/v1/payments/{paid['payment_id']}"))
    assert (shown["amount"], len(shown["parts"]), shown["invoice_id"]) == (cny("60.00"), 2, None)
    await ok(clerk.post(f"{address}/payments", json={**part, "amount": cny("10.00")}))

    for invoice, gross in ((first, "60.00"), (second, "40.00")):
        assert (await ok(clerk.get(f"/v1/invoices/{invoice}")))["settled"] == cny(gross)
    owed = await ok(clerk.get(f"/v1/obligations?contract_id={address.split('/')[-1]}"))
    assert {one["state"] for one in owed["items"]} == {"met"}
    assert await balances(company, address) == {
        "invoiced": "100.00",
        "paid": "100.00",
        "offset": "30.00",
        "charged": "0.50",
    }


async def test_a_refund_frees_what_was_used_and_never_exceeds_the_payment(company: Company):
    address = await agreed(company, PLAN)
    clerk = company.drafter
    invoice = await billed(company, address, "70.00", FINAL)
    body = {"clause": "5.2", "phase": "final", "amount": cny("70.00"), "invoice_id": invoice}
    paid = await ok(clerk.post(f"{address}/payments", json=body))
    refunds = f"/v1/payments/{paid['payment_id']}/refunds"
    over = await clerk.post(refunds, json={"amount": cny("70.01")})
    assert (problem(over), over.json()["limit"]) == ("refund-over-payment", cny("70.00"))
    back = await ok(clerk.post(refunds, json={"amount": cny("20.00"), "reference": "R-1"}))
    shown = await ok(clerk.get(f"/v1/payments/{back['payment_id']}"))
    assert (shown["way"], shown["state"], shown["of"]) == ("in", "refunded", paid["payment_id"])
    assert (await ok(clerk.get(f"/v1/payments/{paid['payment_id']}")))["refunded"] == cny("20.00")
    assert (await ok(clerk.get(f"/v1/invoices/{invoice}")))["settled"] == cny("50.00")
    more = await clerk.post(f"{address}/payments", json={**body, "amount": cny("20.01")})
    assert (more.json()["reason"], more.json()["used"]) == ("over_clause", cny("50.00"))
    await ok(clerk.post(f"{address}/payments", json={**body, "amount": cny("20.00")}))
    assert (
        (await clerk.post(f"/v1/payments/{back['payment_id']}/refunds", json={"amount": cny("1.00")}))
        .json()["type"]
        .endswith("not-possible-now")
    )


async def test_a_credit_note_takes_off_what_is_open_and_its_number_is_booked_once(company: Company):
    address = await agreed(company, PLAN)
    clerk = company.drafter
    invoice = await billed(company, address, "70.00", FINAL)
    note = {"number": "C-1", "confirmation": "1100", "net": cny("9.00"), "tax": cny("1.00"), "gross": cny("10.00")}
    note["taxes"] = [{"rate": "0.13", "net": cny("9.00"), "tax": cny("1.00")}]
    wrong = await clerk.post(f"/v1/invoices/{invoice}/credits", json={**note, "gross": cny("10.01")})
    assert wrong.json()["errors"][0]["pointer"] == "/gross"
    await ok(clerk.post(f"/v1/invoices/{invoice}/credits", json=note))
    assert problem(await clerk.post(f"/v1/invoices/{invoice}/credits", json=note)) == "duplicate-invoice"
    over = await clerk.post(
        f"/v1/invoices/{invoice}/credits",
        json={"number": "C-2", "net": cny("60.01"), "tax": cny("0.00"), "gross": cny("60.01")},
    )
    assert (problem(over), over.json()["used"]) == ("credit-over-invoice", cny("10.00"))
    shown = await ok(clerk.get(f"/v1/invoices/{invoice}"))
    assert (shown["credited"], [one["number"] for one in shown["credit_notes"]]) == (cny("10.00"), ["C-1"])
    assert shown["credit_notes"][0]["taxes"] == note["taxes"]
    found = await ok(clerk.get("/v1/invoices", params={"open": "60.00", "currency": "CNY"}))
    assert [one["invoice_id"] for one in found["items"]] == [invoice]
    body = {"clause": "5.2", "phase": "final", "amount": cny("60.01"), "invoice_id": invoice}
    refused = await clerk.post(f"{address}/payments", json=body)
    assert (refused.json()["reason"], refused.json()["limit"]) == ("over_invoice", cny("60.00"))
    await ok(clerk.post(f"{address}/payments", json={**body, "amount": cny("60.00")}))
    owed = await ok(clerk.get(f"/v1/obligations?contract_id={address.split('/')[-1]}"))
    assert {(one["clause"], one["state"]) for one in owed["items"]} == {("5.1", "planned"), ("5.2", "met")}


async def test_retention_money_is_kept_within_its_cap_and_paid_once_it_is_released(company: Company):
    plan = [
        line("5", "works", "97.00", conditions=["invoice"]),
        line("6", "warranty", "3.00", instrument="retention", conditions=["invoice"]),
    ]
    address = await agreed(company, plan, code="construction")
    clerk = company.drafter
    invoice = await billed(company, address, "100.00", ("5", "works"))
    keep = f"/v1/invoices/{invoice}/retentions"
    kept = {"amount": cny("3.01"), "clause": "6", "phase": "warranty"}
    over = await clerk.post(keep, json=kept)
    assert (problem(over), over.json()["limit"], over.json()["share"]) == ("retention-over-cap", cny("3.00"), "0.03")
    elsewhere = await clerk.post(keep, json={**kept, "amount": cny("3.00"), "clause": "5", "phase": "works"})
    assert elsewhere.json()["errors"][0]["pointer"] == "/clause"
    await ok(clerk.post(keep, json={**kept, "amount": cny("3.00")}))
    works = {"clause": "5", "phase": "works", "amount": cny("97.00"), "invoice_id": invoice}
    await ok(clerk.post(f"{address}/payments", json=works))
    last = {"clause": "6", "phase": "warranty", "amount": cny("3.00"), "invoice_id": invoice}
    early = await clerk.post(f"{address}/payments", json=last)
    assert (problem(early), early.json()["reason"]) == ("payment-condition-unmet", "not_released")
    release = f"/v1/invoices/{invoice}/releases"
    assert problem(await clerk.post(release, json={"amount": cny("3.01")})) == "release-over-retention"
    await ok(clerk.post(release, json={"amount": cny("3.00")}))
    await ok(clerk.post(f"{address}/payments", json=last))
    shown = await ok(clerk.get(f"/v1/invoices/{invoice}"))
    assert (shown["settled"], shown["retained"]) == (cny("100.00"), cny("0.00"))


async def test_a_cap_is_a_setting_with_a_day_and_earnest_money_stays_within_it(company: Company):
    clerk = company.drafter
    shipped = await ok(clerk.get("/v1/settings"))
    assert ("deposit_cap", "0.20") in {(one["setting"], one["value"]) for one in shipped["items"]}
    plan = [line("2", "deposit", "30.00", instrument="deposit"), line("5", "rest", "70.00")]
    address = await agreed(company, plan)
    deposit = {"clause": "2", "phase": "deposit", "amount": cny("20.01")}
    over = await clerk.post(f"{address}/payments", json=deposit)
    assert (over.json()["reason"], over.json()["limit"]) == ("over_deposit_cap", cny("20.00"))
    unknown = {"setting": "deposit_cap", "type_code": "nothing", "value": "0.3", "effective_on": "2020-01-01"}
    assert (await company.admin.post("/v1/settings", json=unknown)).json()["errors"][0]["pointer"] == "/type_code"
    lifted = {"setting": "deposit_cap", "value": "0.30", "effective_on": "2024-01-01"}
    await ok(company.admin.post("/v1/settings", json=lifted))
    before = await clerk.post(f"{address}/payments", json={**deposit, "effective_on": "2023-12-31"})
    assert before.json()["reason"] == "over_deposit_cap"
    await ok(clerk.post(f"{address}/payments", json={**deposit, "amount": cny("30.00")}))


async def test_a_customer_gets_back_what_was_not_used_and_what_was_paid_too_much(company: Company):
    plan = [line("3", "all", "100.00", "counterparty")]
    address = await agreed(company, plan, "sales")
    clerk = company.drafter
    invoice = await billed(company, address, "80.00", ("3", "all"))
    receipt = await ok(clerk.post(f"{address}/receipts", json={"amount": cny("90.00"), "charges": cny("1.00")}))
    allocations = f"/v1/receipts/{receipt['payment_id']}/allocations"
    await ok(clerk.post(allocations, json={"allocations": [{"invoice_id": invoice, "amount": cny("80.00")}]}))
    refunds = f"/v1/payments/{receipt['payment_id']}/refunds"
    assert problem(await clerk.post(refunds, json={"amount": cny("10.01")})) == "refund-over-payment"
    await ok(clerk.post(refunds, json={"amount": cny("4.00")}))
    nothing = await clerk.post(refunds, json={"amount": cny("1.00"), "invoice_id": invoice})
    assert problem(nothing) == "refund-over-overpaid"
    note = {"number": "C-1", "net": cny("5.00"), "tax": cny("0.00"), "gross": cny("5.00")}
    await ok(clerk.post(f"/v1/invoices/{invoice}/credits", json=note))
    await ok(clerk.post(refunds, json={"amount": cny("5.00"), "invoice_id": invoice}))
    assert (await ok(clerk.get(f"/v1/invoices/{invoice}")))["settled"] == cny("75.00")
    found = await ok(clerk.get("/v1/payments", params={"open": "6.00", "currency": "CNY"}))
    assert [one["payment_id"] for one in found["items"]] == [receipt["payment_id"]]
    checks = await rebuild(company.serving.running.store)
    assert [check for check in checks if not check.same] == []


async def test_the_payments_of_a_contract_and_of_a_party_stand_by_their_day(company: Company):
    address = await agreed(company, PLAN)
    clerk = company.drafter
    for day in ("2026-03-02", "2026-03-09", "2026-03-05"):
        body = {"clause": "5.1", "phase": "advance", "amount": cny("10.00"), "effective_on": day}
        await ok(clerk.post(f"{address}/payments", json=body))
    party = (await ok(clerk.get(address)))["counterparty_id"]
    for asked in ({"contract_id": address.split("/")[-1]}, {"counterparty_id": party}):
        first = await clerk.get("/v1/payments", params={**asked, "limit": 2})
        rest = await ok(clerk.get(first.links["next"]["url"]))
        days = [one["effective_on"] for one in [*first.json()["items"], *rest["items"]]]
        assert days == ["2026-03-09", "2026-03-05", "2026-03-02"]
