"""The company type: chosen at the first start or on the first steps, which lay down what goes with it."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from services.asset.app import SERVICE as ASSET
from services.contract.app import SERVICE as CONTRACT
from services.customer.app import SERVICE as CUSTOMER
from services.notify.app import SERVICE as NOTIFY
from services.portal.app import SERVICE
from services.portal.pages.frame import asking
from services.portal.setup.first import set_up_over_http
from services.portal.token.handlers import issuer_of
from services.scoring.app import SERVICE as SCORING
from shared.testing.hostile import behind_a_socket
from shared.testing.isolation import SECRET
from shared.testing.serving import Serve, Serving
from shared.values.ids import new_id

from .conftest import Portal, set_up
from .visiting import PATIENT, browse, let_in

AT = "/first-steps/company-type"
SERVED = ("contract", "customer", "asset", "scoring", "notify")


async def test_a_type_is_chosen_for_the_whole_organisation_by_who_looks_after_it(portal: Portal):
    assert (await portal.admin.get("/v1/company-type")).json() == {"customers": None, "offer": None}
    body = {"customers": "few", "offer": "custom"}
    assert (await portal.admin.post("/v1/company-type", json=body)).status_code == 201
    assert (await portal.admin.get("/v1/company-type")).json() == body
    wrong = await portal.admin.post("/v1/company-type", json={**body, "customers": "none"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/customers")
    north = await portal.unit("North")
    await portal.join("li", north, "system_administrator")
    li = await portal.speak_for("li")
    assert (await li.post("/v1/company-type", json=body)).status_code == 403


async def test_a_type_is_chosen_with_the_first_start(serve: Serve):
    portal = await serve(SERVICE, own_keys=issuer_of)
    chosen = {"customers": "many", "offer": "standard"}
    async with portal.listening() as address:
        await asyncio.to_thread(set_up_over_http, address, SECRET, "Great Wall Trading", "root", "Root", chosen)
    stored = await portal.running.store.database.pool("system").fetchval(
        "SELECT convert_from(data, 'UTF8')::json->>'customers' FROM events WHERE type = 'portal.company_type_chosen.v1'"
    )
    assert stored == "many"


async def test_the_first_steps_lay_down_what_suits_it_once_and_leave_what_is_there(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(asking, "SECONDS", PATIENT)
    apart = f"company-{new_id()}-"
    contract, customer, asset, scoring, notify = [
        await serve(one, topic_prefix=apart, own_keys=issuer_of) for one in (CONTRACT, CUSTOMER, ASSET, SCORING, NOTIFY)
    ]
    async with AsyncExitStack() as served:
        names = list(zip(SERVED, (contract, customer, asset, scoring, notify), strict=True))
        urls = {f"{name}_url": await served.enter_async_context(behind_a_socket(one.app)) for name, one in names}
        # What `let_in` tells the services they do not hear a second time at once.
        portal = await set_up(serve, topic_prefix=f"{apart}portal-", **urls)
        for _, one in names:
            await let_in(one, portal)
        accountant = await customer.caller("accountant", ["customer.service_plan.lay_down"], portal.unit_id)
        by_hand = {"grade": "AAA", "term_days": 120}
        assert (await accountant.post("/v1/service-plans", json=by_hand)).status_code == 201
        browser = await browse(portal)
        assert "Which kind of company is it?" in await browser.read("/first-steps")
        many = {"customers": "many", "offer": "standard"}
        laid = await browser.send(AT, **many)
        assert (laid.count("laid down"), laid.count("was there"), laid.count("refused")) == (18, 0, 0), laid
        again = await browser.send(AT, **many)
        assert (again.count("laid down"), again.count("was there"), again.count("refused")) == (0, 18, 0), again
        few = await browser.send(AT, customers="few", offer="custom")
        # A type with its cap, a class and six rules that tell again; dunning, grading, terms and the rest was there.
        assert (few.count("laid down"), few.count("was there")) == (9, 10), few
        assert "It is another kind" in await browser.read("/first-steps")

        types = await _column(contract, "SELECT code FROM contract_types")
        assert set(types) == {"standard-sale", "purchase", "project-sale"}
        assert await _column(contract, "SELECT array_to_string(levels, ' ') FROM ageing_schemes") == ["1 16 31 61"]
        caps = await _column(
            contract,
            "SELECT type_code || ' ' || trim_scale(value) FROM contract_settings WHERE setting = 'retention_cap'",
        )
        assert set(caps) == {"standard-sale 0", "purchase 0.05", "project-sale 0.1"}
        graded = "SELECT (scheme->>'least_settlements') || ' ' || (scheme->>'quarters') FROM credit_schemes"
        assert await _column(scoring, graded) == ["3 1"]
        plans = await _column(customer, "SELECT grade || ' ' || term_days FROM service_plans")
        assert (len(plans), {"AAA 120", "AA 45", "unknown 15"} - set(plans)) == (10, set())
        machinery = "SELECT name || jsonb_array_length(attributes) || jsonb_array_length(books) FROM classes"
        assert await _column(asset, f"{machinery} WHERE code = '02'") == ["Machinery42"]
        rules = "SELECT code || ' ' || enabled || ' ' || (definition->>'days') FROM rules"
        assert {"payment-thanks true 0", "obligation-due true -14"} <= set(await _column(notify, rules))
        await browser.send(AT, status=422, customers="none", offer="custom")


async def _column(service: Serving, statement: str) -> list[str]:
    return [row[0] for row in await service.running.store.database.pool("system").fetch(statement)]


async def test_a_service_that_is_away_leaves_its_defaults_for_later(portal: Portal):
    shown = await (await browse(portal)).send(AT, customers="many", offer="standard")
    assert "The contract service does not answer" in shown
    assert (await portal.admin.get("/v1/company-type")).json()["customers"] == "many"
