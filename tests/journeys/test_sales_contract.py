"""A sale, from its template to the archive: signed in the end, paid late and with interest, extended, completed."""

from typing import Any

from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import balances, billed, cny, line, problem
from tests.integration.contract.signing import OUTSIDE, Signing, boss_of
from tests.integration.contract.test_arrears import until
from tests.journeys.telling import ago, amended, decided, moved, sent

SERVICE = ("3", "service")
FIRST = ("4", "first")


async def test_a_sale_goes_from_its_template_to_the_archive(company: Company):
    address = await _agreed(company)
    first, second = await _late(company, address)
    await _collected(company, address, first, second)
    await _ended(company, address)


async def _agreed(company: Company) -> str:
    """Drafted from a template, approved, declined by their signatory, sent again, signed."""
    clerk, type_id = company.drafter, await company.kind("sales")
    clauses = [{"clause": "1", "title": "Service", "risk": "low", "text": "We keep {{ what }} in repair."}]
    variables = [{"name": "what", "kind": "text"}]
    template = {"type_id": type_id, "name": "Upkeep", "clauses": clauses, "variables": variables}
    body = {
        "type_id": type_id,
        "template_id": await company.published(template),
        "variables": {"what": "ten fans"},
        "title": "Upkeep",
        "counterparty_id": new_id(),
        "amount": cny("1000.00"),
        "plan": [
            line(*FIRST, "400.00", "counterparty", due_on=ago(50)),
            line(*SERVICE, "600.00", "counterparty", due_on=ago(20)),
        ],
        "term_from": ago(100),
        "term_to": "2098-12-31",
        "renewal": {"months": 12, "notice_days": 30},
    }
    submitted = await sent(company, await ok(clerk.post("/v1/contracts", json=body)))
    await decided(company, submitted, "approve", "approve")
    address = f"/v1/contracts/{submitted['contract_id']}"
    boss_id, boss = await boss_of(company)
    us = {"side": "us", "signatories": [{"kind": "staff", "person_id": boss_id, "name": "张伟"}]}
    them = {"side": "counterparty", "signatories": [OUTSIDE]}
    made = await ok(clerk.post(f"{address}/signings", json={"groups": [us, them]}))
    signing = Signing(company, address, f"/v1/signings/{made['signing_id']}", boss, boss_id)
    await signing.sign_for_us()
    no = {"token": await signing.invite(2), "reason": "Clause 1 is wrong."}
    await ok(company.serving.client().post("/v1/invitation/declination", json=no))
    assert (await ok(clerk.get(address)))["state"] == "signing"
    asked = next(one for one in (await signing.shown())["signatories"] if one["answer"] == "declined")
    await ok(clerk.post(f"{signing.address}/resending", json={"signatory_id": asked["signatory_id"]}))
    assert (await signing.sign_outside(await signing.invite(2))).status_code == 201
    assert (await ok(clerk.get(address)))["state"] == "effective"
    return address


async def _late(company: Company, address: str) -> tuple[str, str]:
    """What is overdue becomes arrears; invoices take its place; it is disputed, and the clock stands."""
    clerk = company.drafter
    found = await until(company, address, lambda one: one["level"] >= 2)
    assert (found["overdue"], found["oldest_due_on"]) == (cny("1000.00"), ago(50))
    first = await billed(company, address, "400.00", FIRST, due_on=ago(50), effective_on=ago(60))
    second = await billed(company, address, "600.00", SERVICE, due_on=ago(20), effective_on=ago(30))
    said = {"invoice_id": first, "reason": "Two fans stood still.", "effective_on": ago(40)}
    dispute = await ok(clerk.post(f"{address}/arrears/disputes", json=said))
    over = {"outcome": "rejected", "effective_on": ago(30)}
    await ok(clerk.post(f"{address}/arrears/disputes/{dispute['made']}/resolution", json=over))
    shown = await ok(clerk.get(f"{address}/arrears"))
    assert shown["days_past_due"] == 40
    stood = await ok(clerk.get("/v1/ageing", params={"as_of": ago(10), "contract_id": address.rpartition("/")[2]}))
    assert sum(int(one["amount"]["amount"].replace(".", "")) for one in stood["items"]) == 100_000
    return first, second


async def _collected(company: Company, address: str, first: str, second: str) -> None:
    """Promised; one receipt over both invoices in part, another that is more than is owed and partly goes back;
    interest is charged, and paid.
    """
    clerk = company.drafter
    promise = {"amount": cny("500.00"), "pay_by": ago(5), "effective_on": ago(9)}
    await ok(clerk.post(f"{address}/arrears/promises", json=promise))
    await _received(company, address, "500.00", ago(6), (first, "300.00"), (second, "200.00"))
    found = await until(company, address, lambda one: all(each["outcome"] for each in one["promises"]))
    assert [each["outcome"] for each in found["promises"]] == ["kept"]
    await ok(clerk.post(f"{address}/arrears/interest-terms", json={"rate": "0.365", "from_on": "2020-01-01"}))
    asked = {"invoice_id": first, "number": "LX-1", "tax_rate": "0", "until": ago(0)}
    interest = await ok(clerk.post(f"{address}/arrears/interest", json=asked))
    charged = (await ok(clerk.get(f"/v1/invoices/{interest['made']}")))["gross"]
    more = f"{500 + float(charged['amount']) + 80:.2f}"
    parts = [(first, "100.00"), (second, "400.00"), (interest["made"], charged["amount"])]
    receipt = await _received(company, address, more, ago(0), *parts)
    refunds = f"/v1/payments/{receipt}/refunds"
    over = await clerk.post(refunds, json={"amount": cny("80.01")})
    assert over.status_code == 409
    await ok(clerk.post(refunds, json={"amount": cny("80.00")}))
    found = await until(company, address, lambda one: one["level"] == 0)
    assert (found["items"], found["open"]) == ([], cny("0.00"))


async def _received(company: Company, address: str, amount: str, on: str, *parts: tuple[str, str]) -> str:
    body = {"amount": cny(amount), "effective_on": on}
    receipt = await ok(company.drafter.post(f"{address}/receipts", json=body))
    split: dict[str, Any] = {"effective_on": on}
    split["allocations"] = [{"invoice_id": invoice, "amount": cny(part)} for invoice, part in parts]
    await ok(company.drafter.post(f"/v1/receipts/{receipt['payment_id']}/allocations", json=split))
    return str(receipt["payment_id"])


async def _ended(company: Company, address: str) -> None:
    """Extended and handed over to another party, suspended and resumed, kept from renewing; completed and archived."""
    clerk, other = company.drafter, new_id()
    early = await clerk.post(f"{address}/amendments", json={"kind": "extension", "term_to": "2098-01-01"})
    assert problem(early) == "invalid-field"
    await amended(company, address, ago(0), kind="extension", term_to="2099-12-31")
    await amended(company, address, ago(0), kind="assignment", counterparty_id=other)
    shown = await ok(clerk.get(address))
    assert (shown["term_to"], shown["counterparty_id"]) == ("2099-12-31", other)
    assert await moved(company, address, "suspension", reason="Flood.") == "suspended"
    assert await moved(company, address, "resumption", reason="The water is gone.") == "effective"
    await ok(clerk.post(f"{address}/notice", json={"by": "counterparty", "reason": "They close."}))
    assert (await ok(clerk.get(address)))["renewal"] is None
    assert (await ok(clerk.get(f"{address}/completion")))["open"] == []
    assert await moved(company, address, "completion", reason="All was done.") == "completed"
    assert await moved(company, address, "archiving", reason="Over.", shelf="B-3") == "archived"
    booked = await balances(company, address)
    assert booked["refunded"] == "80.00"
    assert (await ok(clerk.get(f"{address}/agreement")))["agrees"]
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []
