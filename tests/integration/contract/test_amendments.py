"""Contracts that are changed: by amendments in force from a day, and looked at as of any day."""

import asyncio
from datetime import timedelta

from shared.eventstore.rebuild import rebuild
from shared.values.clock import SystemClock
from shared.values.ids import new_id
from tests.integration.contract.changing import agreed, amendment, approved, standing
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed as contract
from tests.integration.contract.money import billed, cny, line, problem
from tests.integration.contract.test_drafting import asking
from tests.integration.contract.test_imports import lines, purchase, remember, run

TODAY = SystemClock().today()
PLAN = [line("5", "first", "60.00"), line("6", "last", "40.00")]


async def test_ledger_plan_and_obligations_follow_an_amendment_and_the_contract_as_of_any_day(company: Company):
    clerk = company.drafter
    address = await contract(company, PLAN)
    contract_id = address.rpartition("/")[2]
    pay = {"clause": "5", "phase": "first", "amount": cny("60.00")}
    await ok(clerk.post(f"{address}/payments", json=pay))
    before = SystemClock().now().isoformat().replace("+00:00", "Z")

    more = [line("5", "first", "80.00"), line("7", "extra", "30.00")]
    drafted = await amendment(company, address, title="More fans", amount=cny("110.00"), plan=more)
    told = await ok(clerk.get(f"/v1/amendments/{drafted['amendment_id']}/difference"))
    pointers = {one["pointer"] for one in told["figures"]}
    assert pointers >= {"/title", "/amount", "/plan/0/amount/amount"}
    assert {one.split("/")[1] for one in pointers} == {"title", "amount", "plan"}
    submitted = await approved(company, drafted)
    assert submitted["number"].startswith("CGB-001-")
    shown = await ok(clerk.get(address))
    assert (shown["title"], shown["amount"]) == ("Fans", cny("100.00"))
    for side in ("us", "counterparty"):
        signature = {"side": side, "text_hash": submitted["text_hash"]}
        await ok(clerk.post(f"/v1/contracts/{drafted['amendment_id']}/signatures", json=signature))

    shown = await ok(clerk.get(address))
    assert (shown["title"], shown["amount"], shown["state"]) == ("More fans", cny("110.00"), "effective")
    ledger = await ok(clerk.get(f"{address}/ledger"))
    assert {(one["clause"], one["limit"]["amount"]) for one in ledger["limits"]} == {("5", "80.00"), ("7", "30.00")}
    owed = await ok(clerk.get(f"/v1/obligations?contract_id={contract_id}"))
    assert {(one["clause"], one["state"], one["amount"]["amount"]) for one in owed["items"]} == {
        ("5", "planned", "80.00"),
        ("6", "lapsed", "40.00"),
        ("7", "planned", "30.00"),
    }
    await ok(clerk.post(f"{address}/payments", json={**pay, "amount": cny("20.00")}))
    over = await clerk.post(f"{address}/payments", json={**pay, "amount": cny("0.01")})
    assert (over.status_code, problem(over)) == (409, "payment-over-limit")
    gone = await clerk.post(f"{address}/payments", json={"clause": "6", "phase": "last", "amount": cny("1.00")})
    assert gone.status_code == 422

    now, then = await standing(company, address), await standing(company, address, known_at=before)
    assert (now["title"], now["amended_by"]) == ("More fans", [drafted["amendment_id"]])
    assert (then["title"], then["amended_by"], then["amount"]) == ("Fans", [], cny("100.00"))
    assert [one["amount"]["amount"] for one in then["balances"]] == ["60.00"]
    assert [one["amount"]["amount"] for one in now["balances"]] == ["80.00"]
    text = await ok(clerk.get(f"{address}/text"))
    assert text["text_hash"] == submitted["text_hash"]
    changes = await ok(clerk.get(f"{address}/versions/2/difference"))
    assert "/amount" in {one["pointer"] for one in changes["figures"]}
    listed = await ok(clerk.get("/v1/contracts"))
    assert [one["contract_id"] for one in listed["items"]] == [contract_id]
    amendments = await ok(clerk.get(f"{address}/amendments"))
    assert [(one["state"], one["amends"]) for one in amendments["items"]] == [("effective", contract_id)]
    assert (await ok(clerk.get(f"{address}/agreement")))["agrees"]
    assert [check for check in await rebuild(company.serving.running.store) if not check.same] == []


async def test_an_amendment_of_a_day_to_come_waits_for_it_and_one_of_a_day_past_counts_from_then(company: Company):
    clerk = company.drafter
    address = await contract(company, PLAN)
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    waits = await agreed(company, address, title="Later", effective_from=tomorrow)
    shown = await ok(clerk.get(address))
    assert shown["title"] == "Fans"
    row = await ok(clerk.get(f"/v1/contracts/{waits['amendment_id']}"))
    assert (row["state"], row["effective_on"]) == ("signed", tomorrow)
    early = await clerk.post(f"{address}/amendments", json={"title": "Now", "effective_from": TODAY.isoformat()})
    assert (early.status_code, problem(early)) == (422, "amendment-too-early")
    store = company.serving.running.store
    await store.database.pool("system").execute(
        "UPDATE deadlines SET due_at = clock_timestamp() WHERE kind = 'contract.take_effect'"
    )
    async with asyncio.timeout(10):
        while await store.database.pool("system").fetchval(
            "SELECT count(*) FROM deadlines WHERE kind = 'contract.take_effect'"
        ):
            await asyncio.sleep(0.05)
    assert (await ok(clerk.get(address)))["title"] == "Fans", "its day has not come"


async def test_of_two_amendments_of_the_same_words_the_second_to_be_signed_is_refused(company: Company):
    address = await contract(company, PLAN)
    other = await amendment(company, address, title="Other fans")
    submitted = await approved(company, other)
    await agreed(company, address, title="Fans and more")
    late = f"/v1/contracts/{other['amendment_id']}/signatures"
    await ok(company.drafter.post(late, json={"side": "us", "text_hash": submitted["text_hash"]}))
    refused = await company.drafter.post(late, json={"side": "counterparty", "text_hash": submitted["text_hash"]})
    assert (refused.status_code, problem(refused)) == (409, "overtaken")
    assert (await ok(company.drafter.get(address)))["title"] == "Fans and more"


async def test_no_amendment_takes_away_what_is_paid_or_makes_what_its_kind_is_not(company: Company):
    clerk = company.drafter
    address = await contract(company, PLAN)
    await ok(clerk.post(f"{address}/payments", json={"clause": "5", "phase": "first", "amount": cny("60.00")}))
    less = await amendment(company, address, amount=cny("90.00"), plan=[line("5", "first", "50.00"), PLAN[1]])
    headers = {"If-Match": f'"{less["version"]}"'}
    refused = await clerk.post(f"/v1/contracts/{less['amendment_id']}/submission", headers=headers)
    said = refused.json()
    assert (refused.status_code, problem(refused)) == (409, "limit-below-used")
    assert (said["clause"], said["limit"], said["used"]) == ("5", cny("50.00"), cny("60.00"))
    wrong = [
        ({"kind": "extension", "title": "x", "term_to": "2099-01-01"}, "/title"),
        ({"kind": "extension", "clauses": []}, "/term_to"),
        ({"kind": "assignment", "effective_from": "2099-01-01", "parties": []}, "/counterparty_id"),
        ({"amount": {"amount": "100.00", "currency": "USD"}}, "/amount/currency"),
        ({"clauses": [{"clause": "9", "clause_id": new_id()}]}, "/clauses/0/clause_id"),
        ({"kind": "extension", "term_to": None}, "/term_to"),
        ({"type_id": new_id()}, "/type_id"),
        ({}, ""),
    ]
    for body, pointer in wrong:
        answer = await clerk.post(f"{address}/amendments", json=body)
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["pointer"] == pointer, answer.text
    ordered = await clerk.post(
        f"/v1/contracts/{less['amendment_id']}/orders",
        json={"lines": [{"description": "Fan", "quantity": "1", "unit_price": "1.00"}]},
    )
    assert (ordered.status_code, problem(ordered)) == (409, "no-contract-of-its-own")


async def test_a_term_is_extended_and_a_contract_assigned_with_what_is_owed_under_it(company: Company):
    clerk = company.drafter
    address = await contract(company, PLAN)
    await agreed(company, address, kind="extension", term_to="2099-12-31")
    assert (await ok(clerk.get(address)))["term_to"] == "2099-12-31"
    invoice = await billed(company, address, "10.00", ("5", "first"))
    other = new_id()
    await agreed(company, address, kind="assignment", counterparty_id=other)
    assert (await ok(clerk.get(address)))["counterparty_id"] == other
    owed = await ok(clerk.get(f"/v1/obligations?contract_id={address.rpartition('/')[2]}"))
    assert {one["counterparty_id"] for one in owed["items"]} == {other}
    await ok(
        clerk.post(
            f"{address}/payments", json={"clause": "5", "phase": "first", "amount": cny("10.00"), "invoice_id": invoice}
        )
    )


async def test_words_are_said_anew_and_what_a_contract_may_do_without_is_taken_away(company: Company):
    clerk = company.drafter
    address = await contract(company, PLAN)
    begun = await ok(clerk.get(f"{address}/agreed"))
    assert (begun["document"]["clauses"][0]["words"], begun["amendable_from"]) == ("As agreed.", TODAY.isoformat())
    more = {"clause": "9", "title": "Spare parts", "text": "Kept for ten years."}
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    said = {"text": "As agreed anew.", "clauses": [more], "forum": "Shanghai", "term_to": "2099-12-31"}
    await agreed(company, address, **said, renewal={"months": 12}, effective_from=tomorrow)
    waiting = await ok(clerk.get(f"{address}/agreed"))
    words = [(one["clause"], one["words"]) for one in waiting["document"]["clauses"]]
    assert words == [("", "As agreed anew."), ("9", "Kept for ten years.")]
    assert waiting["amendable_from"] == tomorrow
    gone = {"forum": None, "renewal": None, "term_to": None, "omitted": ["9"], "effective_from": tomorrow}
    last = await amendment(company, address, **gone)
    told = await ok(clerk.get(f"/v1/amendments/{last['amendment_id']}/difference"))
    assert {one["pointer"].split("/")[1]: one["after"] for one in told["figures"]} == {
        "forum": None,
        "renewal": None,
        "term": "",
    }
    assert [(one["clause"], one["change"]) for one in told["clauses"]] == [("", "same"), ("9", "removed")]
    draft = await clerk.get(f"/v1/contracts/{last['amendment_id']}/agreed")
    assert draft.status_code == 404


async def test_a_standard_clause_of_the_library_takes_the_place_of_an_agreed_one(company: Company):
    known = await asking(company)
    made = await ok(company.drafter.post("/v1/contracts", json=known["body"]))
    address = f"/v1/contracts/{made['contract_id']}"
    submitted = await approved(company, {"amendment_id": made["contract_id"], "version": made["version"]})
    for side in ("us", "counterparty"):
        signature = {"side": side, "text_hash": submitted["text_hash"]}
        await ok(company.drafter.post(f"{address}/signatures", json=signature))
    other = {"clause_id": known["fallback"]}
    nowhere = await company.drafter.post(f"{address}/amendments", json={"clauses": [{"clause": "3", **other}]})
    assert (nowhere.status_code, nowhere.json()["errors"][0]["pointer"]) == (422, "/clauses/0/clause_id")
    whole = await company.drafter.post(f"{address}/amendments", json={"text": "Other words for all of it."})
    assert (whole.status_code, whole.json()["errors"][0]["pointer"]) == (422, "/text")
    drafted = await amendment(company, address, clauses=[{"clause": "7", **other}])
    version = await ok(company.drafter.get(f"/v1/contracts/{drafted['amendment_id']}/versions/1"))
    stands = version["document"]["clauses"][1]
    # Filled in with what the contract says in its blanks.
    assert (stands["words"].strip(), stands["origin"]) == ("违约金为20%，不超过十万元。", "fallback")
    assert [(one["clause"], one["departure"]) for one in version["deviations"]] == [("7", "fallback")]
    match = {"If-Match": f'"{drafted["version"]}"'}
    anew = {"clauses": [{"clause": "7", "text": "Nothing is owed for delay."}]}
    said = await ok(company.drafter.put(f"/v1/amendments/{drafted['amendment_id']}", json=anew, headers=match))
    again = await ok(company.drafter.get(f"/v1/contracts/{said['amendment_id']}/versions/2"))
    assert [(one["clause"], one["departure"]) for one in again["deviations"]] == [("7", "changed")]
    # What the contract does not know is filled in by who drafts the amendment; what it says already stays said.
    asks, match = [{"clause": "7", "clause_id": known["asks"]}], {"If-Match": f'"{said["version"]}"'}
    more = {"wait": {"number": "3", "unit": "month"}, "cap": {"amount": "5000.00", "currency": "CNY"}}
    anew = f"/v1/amendments/{drafted['amendment_id']}"
    for given, pointer in (({}, "/variables/wait"), ({**more, "share": "21"}, "/variables/share")):
        refused = await company.drafter.put(anew, json={"clauses": asks, "variables": given}, headers=match)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer), refused.text
    await ok(company.drafter.put(anew, json={"clauses": asks, "variables": more}, headers=match))
    document = (await ok(company.drafter.get(f"/v1/contracts/{drafted['amendment_id']}/versions/3")))["document"]
    assert document["clauses"][1]["words"].strip() == "违约金为20%，3个月后支付，不超过5000.00 CNY。"
    assert [one["name"] for one in document["variables"]] == ["wait", "cap"]


async def test_a_contract_taken_over_without_words_is_amended_in_words_of_its_own(company: Company):
    clerk = company.drafter
    await remember(company, "ann")
    await run(company, "retail-orders", lines(purchase(1, "ann")))
    taken = (await ok(clerk.get("/v1/contracts")))["items"]
    address = f"/v1/contracts/{taken[0]['contract_id']}"
    for lacks, pointer in (({}, "/text"), ({"text": "As sold."}, "/type_id")):
        refused = await clerk.post(f"{address}/amendments", json={"title": "Terms of 2026", **lacks})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer), refused.text
    kind = await company.kind("sales", amount_kind="unit_price")
    await agreed(company, address, title="Terms of 2026", text="As sold.", type_id=kind)
    shown = await ok(clerk.get(address))
    assert (shown["title"], shown["type_id"]) == ("Terms of 2026", kind)
