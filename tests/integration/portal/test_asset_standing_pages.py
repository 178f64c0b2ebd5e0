"""An asset as of a day, over the real asset service: what counted then, by what was known then."""

from datetime import date, timedelta

import pytest

from services.asset.app import SERVICE as ASSET
from services.portal.pages.frame import asking
from services.portal.token.handlers import issuer_of
from shared.testing.hostile import behind_a_socket
from shared.testing.serving import Serve
from shared.values.ids import new_id
from tests.integration.asset.conftest import BOOKS, CODE, made, money

from .conftest import set_up
from .visiting import PATIENT, browse, let_in


async def test_a_card_stands_as_it_did_on_a_day_by_what_was_known(serve: Serve, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(asking, "SECONDS", PATIENT)
    asset = await serve(ASSET, topic_prefix=f"standing-{new_id()}-", own_keys=issuer_of)
    async with behind_a_socket(asset.app) as address:
        portal = await set_up(serve, asset_url=address)
        await let_in(asset, portal)
        keeper = await asset.caller(new_id(), ["asset.*"], portal.unit_id)
        anna = await portal.join("anna", portal.unit_id, "asset_keeper")
        await asset.grant(anna, ["asset.project.read"], portal.unit_id)
        await made(keeper, "/v1/classes", {"code": CODE, "name": "Computers", "books": BOOKS})
        card = {"name": "Server rack", "class_code": CODE, "cost": money("60000.00"), "in_use": "2026-01-10"}
        asset_id = (await made(keeper, "/v1/assets", card))["asset_id"]
        moves, adjusts = (f"/v1/assets/{asset_id}/{what}" for what in ("moves", "adjustments"))
        await made(keeper, moves, {"location": "Hall 1", "effective_on": "2026-02-01"})
        await made(keeper, moves, {"location": "Hall 2", "holder_id": anna, "effective_on": "2026-03-01"})
        dearer = {"book": "accounting", "reason": "fans", "cost": "66000.00", "effective_on": "2026-03-15"}
        await made(keeper, adjusts, dearer)
        browser, at = await browse(portal), f"/assets/{asset_id}/standing"
        for day, place, cost, holder in (
            ("2026-02-15", "Hall 1", "CN¥60,000.00", "nobody"),
            ("2026-03-10", "Hall 2", "CN¥60,000.00", "Name of anna"),
            ("2026-03-20", "Hall 2", "CN¥66,000.00", "Name of anna"),
            (f"{portal.clock.today()}", "Hall 2", "CN¥66,000.00", "Name of anna"),
        ):
            stood = await browser.read(at, as_of=day)
            assert all(words in stood for words in ("Server rack", "Computers", place, cost, holder)), day
        assert f"/events/asset/asset-{asset_id}" in stood
        for asked in ({"as_of": "2026-01-01"}, {"as_of": "2026-03-20", "known_on": yesterday(portal.clock.today())}):
            assert "There was no such asset on that day" in await browser.read(at, **asked)
        assert (await browser.http.get(f"/assets/{new_id()}/standing")).status_code == 404
        assert (await browser.http.get(at, params={"as_of": "soon"})).status_code == 422
        part = await browser.http.get(at, params={"as_of": "2026-02-15"}, headers={"hx-request": "true"})
        assert ("Hall 1" in part.text, "<html" in part.text) == (True, False)
        await portal.join("auditor", portal.unit_id, "auditor")
        auditor = await browse(portal, "auditor")
        assert (await auditor.http.get(at)).status_code == 403
        kept = await (await browse(portal, "anna")).read(at, as_of="2026-02-15")
        assert ("You have no permission to see this." in kept, "60,000" in kept) == (True, False)


def yesterday(today: date) -> str:
    return f"{today - timedelta(days=1)}"
