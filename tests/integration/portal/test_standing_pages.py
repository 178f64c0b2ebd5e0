"""Who may sign for us, how a counterparty stands, who looks after it, and that our customer has paid: done as a browser
does it over the real contract service.
"""

from collections.abc import AsyncIterator

import pytest

from shared.testing.serving import Serve
from shared.values.ids import new_id
from tests.integration.contract.money import agreed, cny, line

from .desk import Desk, desk_of
from .visiting import browse

DAYS = {"valid_from": "2026-01-01", "valid_to": "2099-12-31"}


@pytest.fixture
async def desk(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with desk_of(serve, monkeypatch) as ready:
        yield ready


async def test_somebody_is_let_sign_up_to_a_ceiling_and_the_authority_is_revoked(desk: Desk):
    send, read, unit = desk.browser.send, desk.browser.read, desk.company.headquarters
    anna = await desk.portal.join("anna", desk.portal.unit_id, "cashier")
    await desk.company.serving.grant(anna, ["contract.authority.read"], unit)
    assert "Nobody may sign for us today" in await read("/signings/authorities")
    said = {"basis": "letter", "unit_id": unit, "directions-sales": "yes", "ceiling": "5,000.00", **DAYS}
    own = await send("/signings/authorities/new", status=403, person_id=desk.portal.staff_id, **said)
    assert "Nobody gives themselves the authority to sign." in own
    assert 'value="5,000.00"' in own
    await send("/signings/authorities/new", status=303, person_id=anna, **said)
    listed = await read("/signings/authorities")
    for words in ("Name of anna", "CN¥5,000.00", "in force", "of every kind"):
        assert words in listed
    cashier = await browse(desk.portal, "anna")
    seen = await cashier.read("/signings/authorities")
    assert ("CN¥5,000.00" in seen, "Revoke" in seen, "Let somebody sign" in seen) == (True, False, False)
    assert (await cashier.http.get("/signings/authorities/new")).status_code == 403

    (authority,) = (await desk.asks("/v1/authorities"))["items"]
    at = f"/signings/authorities/{authority['authority_id']}/revocation"
    await send(at, status=303, version="1")
    assert "Name of anna" not in await read("/signings/authorities")
    assert "revoked" in await read("/signings/authorities", when="ever", person=anna)
    await send(at, status=409, version="2")


async def test_how_a_party_stands_and_who_looks_after_it_is_told_and_what_waits_for_our_customer_falls_due(desk: Desk):
    send, read, today = desk.browser.send, desk.browser.read, desk.portal.clock.today()
    supplier, customer = new_id(), new_id()
    party = f"/customers/{supplier}/party"
    await send(f"{party}/standing", status=303, related="yes", reason="holds a third of our shares")
    await send(f"{party}/size", status=303, size="large", effective_on="2026-01-01")
    stands = await read(f"/customers/{supplier}/grade-by-hand")
    for words in ("related to us", "may be made", "large business"):
        assert words in stands
    await desk.portal.join("ben", desk.portal.unit_id, "cashier")
    refused = await (await browse(desk.portal, "ben")).http.get(f"{party}/standing")
    assert refused.status_code == 403
    assert "No master contract" in await read(f"/customers/{supplier}/team")

    desk.address = await agreed(desk.company, [line("3", "service", "80.00", "counterparty")], "sales", customer)
    await desk.does("receipt", amount="80.00", effective_on=f"{today}")
    (receipt,) = await desk.its("payments", "payment_id")
    waits = {"due_on": None, "after": {"event": "customer_payment", "days": 0}, "amount": cny("60.00")}
    desk.address = await agreed(desk.company, [line("5", "final", "60.00") | waits], "purchase")
    at = f"/contracts/{desk.contract_id}/customer-payment"
    assert at in await read(f"/contracts/{desk.contract_id}/performance")
    assert "CN¥80.00" in await read(at, counterparty_id=customer)
    assert "No receipt from them is booked" in await read(at, counterparty_id=supplier)
    await send(at, status=422, receipt_id=new_id(), counterparty_id=customer)
    await send(at, status=303, receipt_id=receipt, counterparty_id=customer, place="5|final")
    (owed,) = (await desk.asks("/v1/obligations", contract_id=desk.contract_id))["items"]
    assert owed["due_on"] == f"{today}"
