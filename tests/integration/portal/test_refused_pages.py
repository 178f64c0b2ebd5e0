"""Bills at risk and what customers paid, refused: the whole page to who has no use for it, the part alone where the
service that keeps it refuses, and nothing of what is kept shows through.
"""

from collections.abc import AsyncIterator

import pytest

from shared.testing.serving import Serve
from shared.values.ids import new_id
from tests.integration.contract.money import agreed, line
from tests.integration.contract.test_bills import SOLD, taken

from .desk import Desk, desk_of
from .visiting import Browser, browse

REFUSED = "You have no permission to see this."
DEBTOR = "counterparty"


@pytest.fixture
async def desk(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with desk_of(serve, monkeypatch) as ready:
        yield ready


async def person(desk: Desk, login: str, role: str, unit: str = "", *permissions: str) -> Browser:
    """Somebody with a role here, and with the permissions at the contract service."""
    staff_id = await desk.portal.join(login, desk.portal.unit_id, role)
    if permissions:
        await desk.company.serving.grant(staff_id, list(permissions), unit)
    return await browse(desk.portal, login)


async def test_bills_at_risk_are_for_who_may_see_bills_and_those_of_their_unit(desk: Desk):
    address, at = await agreed(desk.company, SOLD, "sales"), "/payments/bills/exposures"
    await taken(desk.company, address, "100.00")
    assert "CN¥100.00" in await desk.browser.read(at)
    auditor = await person(desk, "auditor", "auditor")
    assert (await auditor.http.get(at)).status_code == 403
    for fragment in ({}, {"hx-request": "true"}):
        unknown = await person(desk, f"unknown{len(fragment)}", "cashier")
        kept = await unknown.http.get(at, headers=fragment)
        assert (kept.status_code, REFUSED in kept.text, "100.00" in kept.text) == (200, True, False)
    other = await desk.company.serving.unit(new_id(), desk.company.headquarters)
    elsewhere = await person(desk, "elsewhere", "cashier", other, "contract.bill.read")
    shown = await elsewhere.read(at)
    assert ("No bill is at risk" in shown, "100.00" in shown) == (True, False)
    own = await person(desk, "own", "cashier", desk.company.city, "contract.bill.read")
    assert "CN¥100.00" in await own.read(at)


async def test_what_a_customer_paid_is_refused_part_by_part_and_passed_on_by_who_may_pay_alone(desk: Desk):
    customer, today = new_id(), f"{desk.portal.clock.today()}"
    desk.address = await agreed(desk.company, [line("3", "service", "80.00", DEBTOR)], "sales", customer)
    await desk.does("receipt", amount="80.00", effective_on=today)
    (receipt,) = await desk.its("payments", "payment_id")
    part, at = f"/customers/{customer}/parts/payments", f"/contracts/{desk.contract_id}/customer-payment"
    assert "CN¥80.00" in await desk.browser.read(part)
    auditor = await person(desk, "auditor", "auditor")
    assert {(await auditor.http.get(each)).status_code for each in (part, at)} == {403}
    seller = await person(desk, "seller", "salesperson")
    kept = await seller.read(part)
    assert (REFUSED in kept, "80.00" in kept) == (True, False)
    assert (await seller.http.get(at)).status_code == 403
    await seller.send(at, status=403, receipt_id=receipt, counterparty_id=customer)
    cashier = await person(desk, "cashier", "cashier")
    hidden = await cashier.read(at, counterparty_id=customer)
    assert "80.00" not in hidden
    before = await desk.asks(f"/v1/streams/contract-{desk.contract_id}/events")
    await cashier.send(at, status=403, receipt_id=receipt, counterparty_id=customer)
    assert await desk.asks(f"/v1/streams/contract-{desk.contract_id}/events") == before
    other = await desk.company.serving.unit(new_id(), desk.company.headquarters)
    elsewhere = await person(desk, "elsewhere", "salesperson", other, "contract.payment.read")
    assert "No payments" in await elsewhere.read(part)
