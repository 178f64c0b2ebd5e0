"""The pages of an operator: parked messages, the audit and its jobs, over the real service that has them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from services.contract.app import SERVICE as CONTRACT
from services.portal.pages.frame import asking
from services.portal.token.handlers import issuer_of
from shared.messaging.parking import WAITING, Failure, RawRecord, park
from shared.testing.hostile import behind_a_socket
from shared.testing.serving import Serve, Serving
from shared.values.ids import new_id

from .conftest import Portal, set_up
from .visiting import PATIENT, Browser, browse, chinese, let_in


@dataclass
class House:
    portal: Portal
    contract: Serving
    browser: Browser
    numbers: list[int]


@pytest.fixture
async def house(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """A portal beside a contract service that has parked one message, and two of its key behind it."""
    monkeypatch.setattr(asking, "SECONDS", PATIENT)
    apart = f"operations-{new_id()}-"
    contract = await serve(CONTRACT, topic_prefix=apart, own_keys=issuer_of)
    failure = Failure("ValueError: <script>not today</script>", "Traceback: in remember")
    name = "customer.registered.v1"
    async with contract.running.store.begin() as work:
        for offset, why in ((7, failure), (8, WAITING), (9, WAITING)):
            record = RawRecord("customer.events", 0, offset, b"one", b'{"customer_id":7}', [])
            await park(work.conn, "contract", record, why, stream="customer-a", version=offset, event_type=name)
        numbers = [row["id"] for row in await work.conn.fetch("SELECT id FROM parked ORDER BY id")]
    async with behind_a_socket(contract.app) as address:
        portal = await set_up(serve, contract_url=address, topic_prefix=apart)
        await let_in(contract, portal)
        yield House(portal, contract, await browse(portal), numbers)


async def test_a_parked_message_is_listed_and_shown_with_what_it_needs_to_be_understood(house: House):
    listed = await house.browser.read("/operations/parked")
    head = house.numbers[0]
    assert f'href="/operations/parked/contract/{head}"' in listed
    assert "The asset service is away" in listed
    shown = await house.browser.read(f"/operations/parked/contract/{head}")
    for said in ("customer.events", "customer-a@7", "Traceback: in remember", "&lt;script&gt;not today"):
        assert said in shown
    assert "<script>not" not in shown
    assert [f"/operations/parked/contract/{behind}" in shown for behind in house.numbers[1:]] == [True, True]
    chosen = await browse(house.portal, language="zh-CN")
    assert chinese("Waiting behind it") in await chosen.read(f"/operations/parked/contract/{head}")


async def test_a_retry_that_fails_again_says_why_and_a_drop_needs_a_reason(house: House):
    head = f"/operations/parked/contract/{house.numbers[0]}"
    assert "0 handled, then one failed again: EnvelopeError" in await house.browser.send(f"{head}/retry")
    await house.browser.send(f"{head}/drop", status=422, reason="  ")
    key = new_id()
    for _ in range(2):
        assert "The message is given up" in await house.browser.send(f"{head}/drop", key=key, reason="made by hand")
    shown = await house.browser.read(head)
    assert 'commandfor="retry"' not in shown
    assert "given up" in await house.browser.read("/operations/parked", state="dropped")
    again = await house.browser.send(f"{head}/retry")
    assert "was retried or given up before" in again


async def test_only_who_may_settle_is_offered_to_and_only_who_may_read_sees(house: House):
    portal = house.portal
    for login, role, status in (("manager", "manager", 200), ("seller", "salesperson", 403)):
        await portal.join(login, portal.unit_id, role)
        who = await browse(portal, login)
        answer = await who.http.get("/operations/parked")
        assert answer.status_code == status, login
        form = {"key": new_id(), "reason": "x"}
        refused = await who.http.post(
            f"/operations/parked/contract/{house.numbers[0]}/drop", data=form, headers={"x-form-token": who.token}
        )
        assert refused.status_code == 403, login


async def test_nothing_is_shown_of_a_message_that_is_not_there(house: House):
    for where in ("contract/999999", "nowhere/1", "contract/0"):
        assert (await house.browser.http.get(f"/operations/parked/{where}")).status_code in (404, 422)


async def test_the_audit_and_the_jobs_are_shown_in_figures(house: House):
    pool = house.contract.running.store.database.pool("system")
    await pool.execute(
        "INSERT INTO audit_checkpoints (name, at) VALUES ('some part', $1)", {"found": 3, "checked": 12345}
    )
    await pool.execute(
        "INSERT INTO deadlines (kind, subject, due_at, data, attempts) VALUES ('later', 'a', now() + interval '1 day',"
        " '{}', 2)"
    )
    shown = await house.browser.read("/operations/audit")
    assert "12,345" in shown
    assert "1 fails" in shown
    assert "missing, out of order, altered, or without effect" in shown
