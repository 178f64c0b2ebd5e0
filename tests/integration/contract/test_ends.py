"""How contracts end and are kept: completed, terminated with a settlement, renewed, archived, held, lent."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from shared.eventstore.rebuild import rebuild
from shared.values.clock import SystemClock
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed, billed, cny, line, problem
from tests.integration.contract.test_purchase_story import draft, submit

TODAY = SystemClock().today()


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


async def moved(company: Company, address: str, step: str, **body: Any) -> dict[str, Any]:
    """A step of the contract at the address, by somebody who read it."""
    version = (await ok(company.drafter.get(address)))["version"]
    return await ok(company.drafter.post(f"{address}/{step}", json=body, headers={"If-Match": f'"{version}"'}))


async def until(company: Company, address: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while not holds(shown := await ok(company.drafter.get(address))):
            await asyncio.sleep(0.05)
    return shown


async def test_a_contract_is_completed_once_nothing_is_open_then_archived_held_and_lent(company: Company):
    clerk = company.drafter
    address = await agreed(company, [line("5", "all", "100.00")], retention_years=0)
    contract_id = address.rpartition("/")[2]
    invoice = await billed(company, address, "100.00", ("5", "all"))
    lent = await ok(clerk.post(f"{address}/lendings", json={"count": 2, "due_on": day(7)}))
    check = await ok(clerk.get(f"{address}/completion"))
    assert [(one["kind"], one["amount"]) for one in check["open"]] == [
        ("invoice", cny("100.00")),
        ("obligation", cny("100.00")),
        ("copies", None),
    ]
    headers = {"If-Match": f'"{(await ok(clerk.get(address)))["version"]}"'}
    refused = await clerk.post(f"{address}/completion", json={"reason": "Done"}, headers=headers)
    assert (refused.status_code, problem(refused)) == (409, "still-owed")
    assert [one["kind"] for one in refused.json()["open"]] == ["invoice", "obligation", "copies"]
    pay = {"clause": "5", "phase": "all", "amount": cny("100.00"), "invoice_id": invoice}
    await ok(clerk.post(f"{address}/payments", json=pay))
    more = await clerk.post(f"/v1/copies/{lent['copies_id']}/returns", json={"count": 3})
    assert (more.status_code, problem(more)) == (409, "more-copies-than-out")
    await ok(clerk.post(f"/v1/copies/{lent['copies_id']}/returns", json={"count": 2}))
    assert (await ok(clerk.get(f"{address}/completion")))["possible"]

    held = await ok(clerk.post(f"{address}/holds", json={"reason": "Lawsuit"}))
    done = {"reason": "Done", "effective_on": day(-1)}
    assert (await moved(company, address, "completion", **done))["state"] == "completed"
    assert (await moved(company, address, "archiving", reason="Done", shelf="A-12"))["state"] == "archived"
    shown = await ok(clerk.get(address))
    assert (shown["shelf"], shown["keep_until"], shown["retention_ended"]) == ("A-12", day(-1), False)
    await ok(clerk.post(f"{address}/holds/{held['hold_id']}/release", json={}))
    assert (await ok(clerk.get(address)))["retention_ended"], "kept as long as its type asks for, and held no more"
    holds = await ok(clerk.get(f"{address}/holds"))
    assert [one["released_on"] for one in holds["items"]] == [day(0)]
    copies = await ok(clerk.get(f"/v1/copies?contract_id={contract_id}"))
    assert [(one["count"], one["left"]) for one in copies["items"]] == [(2, 0)]
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []


async def test_a_contract_is_terminated_and_nothing_but_its_settlement_is_paid(company: Company):
    clerk = company.drafter
    address = await agreed(company, [line("5", "first", "60.00"), line("6", "last", "40.00")])
    first = {"clause": "5", "phase": "first", "amount": cny("50.00")}
    await ok(clerk.post(f"{address}/payments", json=first))
    settlement = [line("9", "settlement", "15.00", due_on=day(10))]
    ended = await moved(company, address, "termination", reason="Flood", settlement=settlement)
    assert ended["state"] == "terminated"
    over = await clerk.post(f"{address}/payments", json={**first, "amount": cny("0.01")})
    assert (over.status_code, problem(over)) == (409, "payment-over-limit")
    settle = {"clause": "9", "phase": "settlement", "amount": cny("15.00")}
    await ok(clerk.post(f"{address}/payments", json=settle))
    again = await clerk.post(f"{address}/payments", json={**settle, "amount": cny("0.01")})
    assert again.status_code == 409
    owed = await ok(clerk.get(f"/v1/obligations?contract_id={address.rpartition('/')[2]}"))
    assert {(one["clause"], one["state"]) for one in owed["items"]} == {("5", "lapsed"), ("6", "lapsed"), ("9", "met")}
    order = {"lines": [{"description": "Fan", "quantity": "1", "unit_price": "1.00"}]}
    refused = await clerk.post(f"{address}/orders", json=order)
    assert (refused.status_code, problem(refused)) == (409, "not-performing")
    assert (await ok(clerk.get(f"{address}/agreement")))["agrees"]


async def signed_until(company: Company, term_to: str, **changes: Any) -> str:
    submitted = await submit(company, await draft(company, term_to=term_to, **changes))
    address = f"/v1/contracts/{submitted['contract_id']}"
    for person in (company.chief, company.lawyer):
        await ok(person.post(f"/v1/approvals/{submitted['approval_id']}/decisions", json={"decision": "approve"}))
    for side in ("us", "counterparty"):
        signature = {"side": side, "text_hash": submitted["text_hash"]}
        await ok(company.drafter.post(f"{address}/signatures", json=signature))
    return address


async def test_terms_end_by_themselves_or_begin_anew_unless_notice_is_given_in_time(company: Company):
    clerk = company.drafter
    out = await signed_until(company, day(-1))
    again = await signed_until(company, day(-1), renewal={"months": 12, "notice_days": 0})
    shown = await until(company, out, lambda one: one["state"] == "expired")
    assert shown["ended_on"] == day(0)
    shown = await until(company, again, lambda one: one["term_to"] != day(-1))
    assert (shown["state"], shown["term_from"]) == ("effective", day(0))
    late = await clerk.post(f"{again}/notice", json={"by": "us", "effective_on": "2199-01-01"})
    assert (late.status_code, problem(late)) == (422, "notice-too-late")
    await ok(clerk.post(f"{again}/notice", json={"by": "counterparty", "reason": "Moving"}))
    assert (await ok(clerk.get(again)))["renewal"] is None
    twice = await clerk.post(f"{again}/notice", json={"by": "us"})
    assert (twice.status_code, problem(twice)) == (409, "no-renewal")
    soon = await signed_until(company, day(20))
    told = await company.serving.running.store.database.pool("system").fetchval(
        "SELECT due_at FROM deadlines WHERE kind = 'contract.term_ending' AND subject = $1", soon.rpartition("/")[2]
    )
    assert told.astimezone(SystemClock().now().tzinfo).date().isoformat() in (day(12), day(13))
    pool = company.serving.running.store.database.pool("system")
    await pool.execute("UPDATE deadlines SET due_at = now() WHERE kind = 'contract.term_ending'")
    found = "SELECT convert_from(data, 'UTF8')::jsonb FROM events WHERE stream_id = $1 AND type = $2"
    async with asyncio.timeout(10):
        stream = f"contract-{soon.rpartition('/')[2]}"
        while (event := await pool.fetchval(found, stream, "contract.term_ending.v1")) is None:
            await asyncio.sleep(0.05)
    assert (event["term_to"], event["renews"]) == (day(20), False)


async def test_a_seal_goes_on_the_approved_text_and_the_copies_sent_are_chased(company: Company):
    clerk = company.drafter
    drafted = await draft(company)
    address = f"/v1/contracts/{drafted['contract_id']}"
    use = {"text_hash": drafted["text_hash"], "kind": "contract", "copies": 4, "sent": 2}
    use |= {"return_due_on": day(-1), "effective_on": day(-5)}
    early = await clerk.post(f"{address}/seal-uses", json=use)
    assert (early.status_code, problem(early)) == (409, "not-approved-text")
    await ok(clerk.post(f"{address}/early-work", json={"begun_on": day(-3), "reason": "Flood"}))
    submitted = await submit(company, {**drafted, "version": 2})
    for person in (company.chief, company.lawyer):
        await ok(person.post(f"/v1/approvals/{submitted['approval_id']}/decisions", json={"decision": "approve"}))
    open_ended = await clerk.post(f"{address}/seal-uses", json={**use, "return_due_on": None})
    assert (open_ended.status_code, open_ended.json()["errors"][0]["pointer"]) == (422, "/return_due_on")
    used = await ok(clerk.post(f"{address}/seal-uses", json=use))
    out = await until(company, "/v1/copies?out=true", lambda one: one["items"][0]["chased"] == 1)
    assert [(one["copies_id"], one["purpose"], one["left"]) for one in out["items"]] == [
        (used["copies_id"], "sealed", 2)
    ]
    uses = await ok(clerk.get(f"/v1/seal-uses?contract_id={drafted['contract_id']}"))
    assert [(one["kind"], one["copies"], one["text_hash"]) for one in uses["items"]] == [
        ("contract", 4, drafted["text_hash"])
    ]
    begun = await ok(clerk.get("/v1/early-work"))
    assert [(one["contract_id"], one["begun_on"], one["known_by"]) for one in begun["items"]] == [
        (drafted["contract_id"], day(-3), "said")
    ]
