"""The tour is remembered of the person; the first steps are done when what they ask for is there."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from services.customer.app import SERVICE as CUSTOMER
from services.portal.pages.frame import asking
from services.portal.pages.tour.steps import STEPS
from services.portal.token.handlers import issuer_of
from shared.testing.hostile import behind_a_socket
from shared.testing.serving import Serve, Serving
from shared.values.ids import new_id

from .conftest import Portal, set_up
from .visiting import PATIENT, browse, chinese, let_in


@dataclass
class House:
    portal: Portal
    customer: Serving

    async def register(self) -> str:
        admin = await self.customer.caller(self.portal.staff_id)
        made = await admin.post("/v1/customers", json={"kind": "organisation", "name": "长江电缆"})
        assert made.status_code == 201, made.text
        return str(made.json()["customer_id"])


@pytest.fixture
async def house(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(asking, "SECONDS", PATIENT)
    apart = f"tour-{new_id()}-"
    customer = await serve(CUSTOMER, topic_prefix=apart, own_keys=issuer_of)
    async with behind_a_socket(customer.app) as address:
        portal = await set_up(serve, customer_url=address, topic_prefix=apart)
        await let_in(customer, portal)
        yield House(portal, customer)


async def test_the_administrator_is_shown_around_once_there_is_something_to_see(house: House):
    browser = await browse(house.portal)
    assert await browser.read("/tour") == ""
    customer_id = await house.register()
    assert "Tour, step 1 of 5" in await browser.read("/tour")
    await browser.send("/tour/next", status=303, step="0")
    elsewhere = await browse(house.portal, language="zh-CN")
    card = await elsewhere.read("/tour")
    assert chinese("One customer, whole") in card
    assert f'href="/customers/{customer_id}"' in card
    for step in range(1, len(STEPS)):
        await browser.send("/tour/next", status=303, step=str(step))
    assert await elsewhere.read("/tour") == ""


async def test_a_skipped_tour_stays_away_until_it_is_asked_for(house: House):
    await house.register()
    browser = await browse(house.portal)
    await browser.send("/tour/skip", step="0")
    assert browser.http.cookies.get("pactline_tour") == "over"
    assert 'hx-get="/tour"' not in await browser.read("/")
    await browser.send("/tour/again", status=303)
    assert "Tour, step 1 of 5" in await (await browse(house.portal)).read("/tour")


async def test_others_are_left_alone_unless_they_ask_and_see_only_places_they_may_enter(house: House):
    await house.register()
    await house.portal.join("cashier", house.portal.unit_id, "cashier")
    browser = await browse(house.portal, "cashier")
    assert await browser.read("/tour") == ""
    await browser.send("/tour/again", status=303)
    assert "Tour, step 1 of 3" in await browser.read("/tour")


async def test_the_first_steps_say_of_each_whether_it_is_done(house: House):
    browser = await browse(house.portal)
    states = re.compile(r"<strong>\d\. ([^<]+)</strong> <span class=\"badge [^\"]*\">([^<]+)<")
    fresh = dict(states.findall(await browser.read("/first-steps")))
    away = "unknown at the moment"
    assert fresh == {
        "Units": "to do", "Staff": "to do", "Contract types and templates": away, "Customers": "to do", "Rules": away,
    }  # fmt: skip
    await house.portal.unit("Nanjing")
    await house.portal.join("li", house.portal.unit_id, "cashier")
    await house.register()
    later = dict(states.findall(await browser.read("/first-steps")))
    assert [later[name] for name in ("Units", "Staff", "Customers")] == ["done"] * 3
    colleague = await browse(house.portal, "li")
    assert (await colleague.http.get("/first-steps")).status_code == 403
    assert "/first-steps" not in await colleague.read("/")
