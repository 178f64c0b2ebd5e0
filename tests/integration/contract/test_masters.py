"""A master contract with sub-contracts in three currencies, whose cap stops the order that would break it."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from tests.integration.contract.changing import agreed as amended
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import line, problem
from tests.integration.contract.test_control_races import until_decided

RACERS = 20
RATES = {"USD": "7.1", "EUR": "7.8"}


def money(amount: str, currency: str) -> dict[str, str]:
    return {"amount": amount, "currency": currency}


async def bound(company: Company, drafted: dict[str, Any], *others: Any) -> str:
    """What was drafted, reviewed by everybody it goes to and signed by both sides."""
    address = f"/v1/contracts/{drafted['contract_id']}"
    submitted = await ok(company.drafter.post(f"{address}/submission", headers={"If-Match": '"1"'}))
    for person in (company.chief, company.lawyer, *others):
        await ok(person.post(f"/v1/approvals/{submitted['approval_id']}/decisions", json={"decision": "approve"}))
    for side in ("us", "counterparty"):
        signature = {"side": side, "text_hash": submitted["text_hash"]}
        await ok(company.drafter.post(f"{address}/signatures", json=signature))
    return address


@pytest.fixture
async def master(company: Company) -> str:
    """The address of a master contract with a cap of 1000 CNY, and rates against it."""
    for currency, rate in RATES.items():
        fixed = {"currency": currency, "against": "CNY", "rate": rate, "source": "PBOC", "effective_on": "2020-01-01"}
        await ok(company.admin.post("/v1/exchange-rates", json=fixed))
    return await framed(company, "purchase")


async def framed(company: Company, direction: str) -> str:
    """The address of a master contract in force."""
    body = {
        "type_id": await company.kind(direction, code=f"framework-{direction}", amount_kind="none"),
        "clauses": [
            {"clause": "1", "title": "Price", "text": "The price is agreed."},
            {"clause": "2", "title": "Place", "text": "Goods go to Nanjing."},
        ],
        "title": "All fans",
        "counterparty_id": new_id(),
        "term_to": "2099-06-30",
        "governing_law": "PRC",
        "forum": "Nanjing",
        "master": {
            "cap": money("1000.00", "CNY"),
            "quantities": [{"product_code": "fan", "quantity": "500"}],
            "open_clauses": ["2"],
        },
    }
    return await bound(company, await ok(company.drafter.post("/v1/contracts", json=body)))


async def drafted(company: Company, master: str, currency: str, **more: Any) -> dict[str, Any]:
    body = {
        "type_id": await company.kind("purchase", amount_kind="unit_price"),
        "title": f"Fans in {currency}",
        "counterparty_id": new_id(),
        "currency": currency,
        "master_id": master.rpartition("/")[2],
        "term_to": "2099-06-30",
        **more,
    }
    return await ok(company.drafter.post("/v1/contracts", json=body))


def order(amount: str, product: str | None = None, quantity: str = "1") -> dict[str, Any]:
    return {"lines": [{"description": "Fan", "quantity": quantity, "unit_price": amount, "product": product}]}


async def test_conditions_are_taken_over_and_a_locked_clause_takes_headquarters(company: Company, master: str):
    clerk = company.drafter
    plain = await drafted(company, master, "USD")
    text = await ok(clerk.get(f"/v1/contracts/{plain['contract_id']}/text"))
    assert "The price is agreed." in text["words"]
    assert "Goods go to Nanjing." in text["words"]
    elsewhere = [{"clause": "2", "text": "Goods go to Paris."}]
    await bound(company, await drafted(company, master, "EUR", clauses=elsewhere))
    dearer = await drafted(company, master, "EUR", clauses=[{"clause": "1", "text": "Prices double."}])
    chief = await company.serving.caller(
        new_id(), ["contract.approval.decide", "contract.*.read", "contract.master.deviate"], company.headquarters
    )
    address = await bound(company, dearer, chief)
    assert (await ok(clerk.get(address)))["state"] == "effective"
    listed = await ok(clerk.get(f"/v1/contracts?master_id={master.rpartition('/')[2]}"))
    assert len(listed["items"]) == 3
    # Law and forum are taken over too; who says otherwise asks headquarters, in an amendment as well.
    shown = await ok(clerk.get(f"/v1/contracts/{plain['contract_id']}/versions/1"))
    assert (shown["document"]["figures"]["governing_law"], shown["document"]["figures"]["forum"]) == ("PRC", "Nanjing")
    for changes in ({"forum": "Paris"}, {"clauses": [{"clause": "1", "text": "Prices treble."}]}):
        asked = await ok(clerk.post(f"{address}/amendments", json=changes))
        at = f"/v1/contracts/{asked['amendment_id']}/submission"
        submitted = await ok(clerk.post(at, headers={"If-Match": '"1"'}))
        steps = (await ok(chief.get(f"/v1/approvals/{submitted['approval_id']}")))["steps"]
        assert "master" in [one["step"] for one in steps]
    longer = await clerk.post(f"{address}/amendments", json={"kind": "extension", "term_to": "2099-12-31"})
    assert (longer.status_code, longer.json()["errors"][0]["pointer"]) == (422, "/term_to")
    german = await drafted(company, master, "EUR", country="DE")
    found = await ok(clerk.get(f"/v1/contracts?master_id={master.rpartition('/')[2]}&country=DE"))
    assert [one["contract_id"] for one in found["items"]] == [german["contract_id"]]
    type_id = await company.kind("purchase", amount_kind="unit_price")
    said = {"type_id": type_id, "title": "x", "counterparty_id": new_id(), "text": "Mine.", "master_id": new_id()}
    alone = {**said, "master_id": None, "country": "CN"}
    for body, pointer in ((said, "/text"), ({**said, "text": None}, "/master_id"), (alone, "/country")):
        refused = await clerk.post("/v1/contracts", json=body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_orders_in_three_currencies_count_and_the_cap_stops_the_one_too_many(company: Company, master: str):
    clerk = company.drafter
    subs = {one: await bound(company, await drafted(company, master, one)) for one in ("CNY", "USD", "EUR")}
    await ok(clerk.post(f"{subs['USD']}/orders", json=order("50.00", "fan", "2")))
    placed = await ok(clerk.post(f"{subs['EUR']}/orders", json=order("20.00")))
    (listed,) = (await ok(clerk.get("/v1/masters")))["items"]
    assert (listed["cap"], listed["ordered"]) == (money("1000.00", "CNY"), money("866.00", "CNY"))
    over = await clerk.post(f"{subs['CNY']}/orders", json=order("134.01"))
    said = over.json()
    assert (over.status_code, problem(over)) == (409, "over-master-cap")
    assert (said["stage"], said["limit"], said["used"]) == ("ordered", money("1000.00", "CNY"), money("866.00", "CNY"))
    many = await clerk.post(f"{subs['CNY']}/orders", json=order("0.01", "fan", "499"))
    assert (many.status_code, problem(many)) == (409, "over-master-quantity")
    await ok(clerk.post(f"{subs['CNY']}/orders", json=order("134.00")))
    assert (await ok(clerk.get(f"{subs['CNY']}/ledger")))["balances"][0]["amount"] == money("134.00", "CNY")

    delivery = {"lines": [{"line": 1, "quantity": "1"}]}
    await ok(clerk.post(f"/v1/orders/{placed['order_id']}/deliveries", json=delivery))
    shown = await ok(clerk.get(f"{master}/master"))
    assert (shown["ordered"], shown["paid"]) == (money("1000.00", "CNY"), money("0.00", "CNY"))
    drawings = await ok(clerk.get(f"{master}/drawings"))
    assert [
        (one["amount"], one["counted"]["amount"], one["rate"], one["rate_on"]) for one in drawings["items"][1:]
    ] == [
        (money("20.00", "EUR"), "156.00", "7.8", "2020-01-01"),
        (money("100.00", "USD"), "710.00", "7.1", "2020-01-01"),
    ]
    yen = await bound(company, await drafted(company, master, "JPY"))
    unknown = await clerk.post(f"{yen}/orders", json=order("1"))
    assert (unknown.status_code, problem(unknown)) == (409, "no-rate")
    await amended(company, master, master={"cap": money("2000.00", "CNY")})
    await ok(clerk.post(f"{subs['CNY']}/orders", json=order("134.01")))
    version = (await ok(clerk.get(master)))["version"]
    await ok(clerk.post(f"{master}/suspension", json={"reason": "War"}, headers={"If-Match": f'"{version}"'}))
    closed = await clerk.post(f"{subs['CNY']}/orders", json=order("1.00"))
    assert (closed.status_code, problem(closed)) == (409, "master-closed")
    version = (await ok(clerk.get(master)))["version"]
    await ok(clerk.post(f"{master}/resumption", json={"reason": "Peace"}, headers={"If-Match": f'"{version}"'}))
    await ok(clerk.post(f"{subs['CNY']}/orders", json=order("1.00")))
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []


async def test_every_stage_counts_and_what_is_given_back_counts_as_it_was_drawn(company: Company, master: str):
    clerk = company.drafter
    plan = [{**line("5", "all", "1.00"), "amount": money("100.00", "USD")}]
    address = await bound(company, await drafted(company, master, "USD", plan=plan))
    placed = await ok(clerk.post(f"{address}/orders", json=order("10.00")))
    arrived = {"lines": [{"line": 1, "quantity": "1"}]}
    delivery = await ok(clerk.post(f"/v1/orders/{placed['order_id']}/deliveries", json=arrived))
    accepted = {"clause": "5", "phase": "all"}
    await ok(clerk.post(f"/v1/deliveries/{delivery['delivery_id']}/acceptance", json=accepted))
    usd = {one: money(amount, "USD") for one, amount in (("net", "10.00"), ("tax", "0.00"), ("gross", "10.00"))}
    invoice = await ok(clerk.post(f"{address}/invoices", json={"number": "F-1", **accepted, **usd}))
    dearer = {"currency": "USD", "against": "CNY", "rate": "9", "source": "PBOC", "effective_on": "2020-02-01"}
    await ok(company.admin.post("/v1/exchange-rates", json=dearer))
    note = {**usd, "net": money("2.00", "USD"), "gross": money("2.00", "USD")}
    await ok(clerk.post(f"/v1/invoices/{invoice['invoice_id']}/credits", json={"number": "C-1", **note}))
    pay = {**accepted, "amount": money("5.00", "USD"), "invoice_id": invoice["invoice_id"]}
    paid = await ok(clerk.post(f"{address}/payments", json=pay))
    await ok(clerk.post(f"/v1/payments/{paid['payment_id']}/refunds", json={"amount": money("1.00", "USD")}))
    withheld = {"what": "income_tax", "amount": money("1.00", "USD")}
    await ok(clerk.post(f"/v1/invoices/{invoice['invoice_id']}/withholdings", json=withheld))
    shown = await ok(clerk.get(f"{master}/master"))
    sums = {stage: shown[stage]["amount"] for stage in ("ordered", "accepted", "invoiced", "paid")}
    assert sums == {"ordered": "71.00", "accepted": "71.00", "invoiced": "56.80", "paid": "45.00"}


async def test_a_bill_counts_as_paid_once_it_is_passed_on_and_no_more_when_it_is_paid_back(
    company: Company, master: str
):
    clerk, master = company.drafter, await framed(company, "sales")
    plan = [{**line("5", "all", "1.00", debtor="counterparty"), "amount": money("100.00", "USD")}]
    kind = await company.kind("sales", amount_kind="unit_price")
    address = await bound(company, await drafted(company, master, "USD", plan=plan, type_id=kind))
    days = {"issued_on": "2026-01-05", "matures_on": "2026-03-05", "effective_on": "2026-01-10"}
    bill = {"number": "5313-9", "acceptor": "bank", "acceptor_name": "ICBC", "amount": money("10.00", "USD"), **days}
    held = await ok(clerk.post(f"{address}/bills", json=bill))
    assert (await ok(clerk.get(f"{master}/master")))["paid"] == money("0.00", "CNY")
    sold = {"bank": "ICBC", "effective_on": "2026-02-01"}
    await ok(clerk.post(f"/v1/bills/{held['bill_id']}/discount", json=sold))
    assert (await ok(clerk.get(f"{master}/master")))["paid"] == money("71.00", "CNY")
    dearer = {"currency": "USD", "against": "CNY", "rate": "9", "source": "PBOC", "effective_on": "2026-03-01"}
    await ok(company.admin.post("/v1/exchange-rates", json=dearer))
    await ok(clerk.post(f"/v1/bills/{held['bill_id']}/dishonouring", json={"effective_on": "2026-03-06"}))
    assert (await ok(clerk.get(f"{master}/master")))["paid"] == money("0.00", "CNY")


async def test_twenty_orders_at_once_for_the_last_of_the_cap_never_pass_it_together(company: Company, master: str):
    subs = {one: await bound(company, await drafted(company, master, one)) for one in ("CNY", "USD", "EUR")}
    await ok(company.drafter.post(f"{subs['CNY']}/orders", json=order("750.00")))
    wishes = [("CNY", "71.00"), ("USD", "10.00"), ("EUR", "10.00"), ("USD", "10.00")] * (RACERS // 4)
    answers = await asyncio.gather(
        *(until_decided(company.drafter, f"{subs[currency]}/orders", order(amount)) for currency, amount in wishes)
    )
    assert {answer.status_code for answer in answers} == {201, 409}
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    for said in refused:
        limit, used, asked = (Decimal(said[name]["amount"]) for name in ("limit", "used", "requested"))
        assert used + asked > limit
    shown = await ok(company.drafter.get(f"{master}/master"))
    drawings = await ok(company.drafter.get(f"{master}/drawings"))
    counted = sum(Decimal(one["counted"]["amount"]) for one in drawings["items"])
    assert Decimal(shown["ordered"]["amount"]) == counted <= 1000
    assert counted + 71 > 1000, "the last of the cap was used"
    assert len(drawings["items"]) == 1 + RACERS - len(refused)
