"""Accounts of depreciation laid down on their page, over the real asset service."""

import pytest

from services.asset.app import SERVICE as ASSET
from services.portal.pages.frame import asking
from services.portal.token.handlers import issuer_of
from shared.testing.hostile import behind_a_socket
from shared.testing.serving import Serve
from shared.values.ids import new_id
from tests.integration.asset.conftest import BOOKS, CODE, made

from .conftest import set_up
from .visiting import PATIENT, browse, let_in

AT = "/assets/depreciation/accounts"


async def test_accounts_are_laid_down_from_a_month_on_and_for_a_class_otherwise(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(asking, "SECONDS", PATIENT)
    asset = await serve(ASSET, topic_prefix=f"accounts-{new_id()}-", own_keys=issuer_of)
    async with behind_a_socket(asset.app) as address:
        portal = await set_up(serve, asset_url=address)
        await let_in(asset, portal)
        keeper = await asset.caller(new_id(), ["asset.*"], portal.unit_id)
        await made(keeper, "/v1/classes", {"code": CODE, "name": "Computers", "books": BOOKS})
        browser = await browse(portal)
        page = await browser.read(AT)
        assert all(words in page for words in ("As it comes with the program", "6602", "1602", "every other class"))
        assert 'value="6602"' in await browser.read(f"{AT}/new")
        said = {"book": "accounting", "from_period": "2026-03", "expense": "6601", "accumulated": "1602.01"}
        apart = {"class-0-code": CODE, "class-0-expense": "6602.02", "class-0-accumulated": "!"}
        wrong = await browser.send(f"{AT}/new", status=422, **said, **apart)
        assert 'id="class-0-accumulated-told"' in wrong
        assert 'value="6602.02"' in wrong
        await browser.send(f"{AT}/new", status=303, **said, **{**apart, "class-0-accumulated": "1602.02"})
        page = await browser.read(AT)
        for words in ("From 2026-03 on", "6602.02", "1602.02", "Computers", "/events/asset/depreciation_accounts-"):
            assert words in page
        assert "6601" not in await browser.read(AT, book="tax")
        form = await browser.read(f"{AT}/new")
        assert all(f'value="{code}"' in form for code in ("6601", "1602.01", "6602.02", "1602.02"))
        assert AT in await browser.read("/assets/depreciation")
        await portal.join("desk", portal.unit_id, "service_desk")
        desk = await browse(portal, "desk")
        assert (await desk.http.get(f"{AT}/new")).status_code == 403
        await desk.send(f"{AT}/new", status=403, **said)
