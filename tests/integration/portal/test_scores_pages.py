"""Credit scores and lifetime models over the real scoring service: what was folded is graded, trained on, shown."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from services.portal.pages.frame import asking
from services.portal.token.handlers import issuer_of
from services.scoring.app import SERVICE as SCORING
from shared.testing.hostile import behind_a_socket
from shared.testing.serving import Serve
from shared.values.ids import new_id
from tests.integration.scoring.test_credit import GRADES
from tests.integration.scoring.test_service import OPERATOR, Scoring, cdnow_purchases, life_of, read
from tests.unit.services.scoring.folding.made import order

from .conftest import Portal, set_up
from .visiting import PATIENT, Browser, browse, let_in

__all__ = ["cdnow_purchases"]


@dataclass
class Scored:
    """The administrator at the pages of scores."""

    browser: Browser
    portal: Portal
    scoring: Any

    async def folded(self, facts: list[Any], key: str) -> Any:
        """What was published is read before anything is asked; a program of scoring that may do everything there."""
        clerk = await self.scoring.serving.caller(new_id(), [*GRADES, *OPERATOR], self.portal.unit_id)
        position = await self.scoring.publish_all(facts, key=key, unit=self.portal.unit_id)
        await read(clerk, f"/v1/customers/{new_id()}/360?at_least={position}")
        return clerk


@contextlib.asynccontextmanager
async def scored_in(serve: Serve) -> AsyncIterator[Scored]:
    scoring = Scoring(await serve(SCORING, topic_prefix=f"scores-{new_id()}-", own_keys=issuer_of))
    async with behind_a_socket(scoring.serving.app) as address:
        portal = await set_up(serve, scoring_url=address)
        await let_in(scoring.serving, portal)
        yield Scored(await browse(portal), portal, scoring)
    await scoring.close()


@pytest.fixture
async def scored(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scored]:
    monkeypatch.setattr(asking, "SECONDS", PATIENT)
    async with scored_in(serve) as ready:
        yield ready


async def test_what_a_customer_scored_stands_with_every_indicator_and_opens_its_events(scored: Scored):
    customer, contract = new_id(), new_id()
    at = f"/customers/{customer}/credit-scores"
    clerk = await scored.scoring.serving.caller(new_id(), GRADES, scored.portal.unit_id)
    position = await scored.scoring.publish(life_of(customer, contract), key=contract, unit=scored.portal.unit_id)
    await read(clerk, f"/v1/customers/{customer}/360?at_least={position}")
    assert "Not graded yet" in await scored.browser.read(at)
    assert "Nobody is graded yet" in await scored.browser.read("/customers/grades")
    for day in ("2026-02-10", "2026-05-10"):
        given = await clerk.post(f"/v1/customers/{customer}/credit-assessments", json={"as_of": day})
        assert given.status_code == 201, given.text
    scores = await scored.browser.read(at)
    for words in ("Feb 10, 2026", "May 10, 2026", "41.5", "Settled late, share", f"/events/scoring/credit-{customer}"):
        assert words in scores, words
    assert "score.calculated.v1" in await scored.browser.read(f"/events/scoring/credit-{customer}")
    graded = await scored.browser.read("/customers/grades")
    assert (at in graded, "CC" in graded) == (True, True)
    assert at not in await scored.browser.read("/customers/grades", grade="AAA")
    await scored.portal.join("auditor", scored.portal.unit_id, "auditor")
    auditor = await browse(scored.portal, "auditor")
    assert {(await auditor.http.get(each)).status_code for each in (at, "/customers/grades")} == {403}
    await scored.portal.join("seller", scored.portal.unit_id, "salesperson")
    kept = await (await browse(scored.portal, "seller")).read(at)
    assert ("You have no permission to see this." in kept, "41.5" in kept) == (True, False)


async def test_a_model_is_trained_on_its_page_and_stands_there_with_what_it_was_fitted_to(
    scored: Scored, cdnow_purchases: list[tuple[str, str, str]]
):
    at, send = "/customers/lifetime", scored.browser.send
    assert "No model is trained yet" in await scored.browser.read(at)
    asked = {"model": "bg-nbd", "until": "1997-09-30", "currency": "CNY"}
    refused = await send(f"{at}/new", status=422, **asked)
    assert 'role="alert"' in refused
    assert "No model is trained yet" in await scored.browser.read(at)
    ids: dict[str, str] = {}
    contract = new_id()
    purchases = [
        order(ids.setdefault(customer, new_id()), contract, new_id(), day=day, amount=round(float(amount)))
        for customer, day, amount in cdnow_purchases
    ]
    await scored.folded(purchases, contract)
    assert f'value="{scored.portal.clock.today()}"' in await scored.browser.read(f"{at}/new")
    key = new_id()
    await send(f"{at}/new", status=303, key=key, **asked)
    await send(f"{at}/new", status=303, key=key, **asked)
    trained = await scored.browser.read(at)
    assert trained.count("BG/NBD, the usual one") == 1
    for words in ("Sep 30, 1997", "0.243", "4.414", "-9,582.4"):
        assert words in trained, words
    await scored.portal.join("seller", scored.portal.unit_id, "salesperson")
    seller = await browse(scored.portal, "seller")
    assert "You have no permission to see this." in await seller.read(at)
    assert (await seller.http.get(f"{at}/new")).status_code == 403
    await seller.send(f"{at}/new", status=403, **asked)
