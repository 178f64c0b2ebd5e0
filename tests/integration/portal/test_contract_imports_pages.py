"""The import of an Open Contracting file over the real service: what is in it, its start, its end."""

import asyncio

import pytest

from services.contract.app import SERVICE as CONTRACT
from services.portal.pages.frame import asking
from services.portal.token.handlers import issuer_of
from shared.testing.hostile import behind_a_socket
from shared.testing.serving import Serve
from shared.values.ids import new_id
from tests.integration.contract.test_held_imports import FILE

from .conftest import set_up
from .visiting import PATIENT, browse, let_in


async def test_a_file_is_read_then_started_then_done_and_changes_nothing_twice(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(asking, "SECONDS", PATIENT)
    apart = f"contracts-{new_id()}-"
    contract = await serve(CONTRACT, topic_prefix=apart, own_keys=issuer_of)
    async with behind_a_socket(contract.app) as address:
        portal = await set_up(serve, contract_url=address, topic_prefix=apart)
        await let_in(contract, portal)
        browser = await browse(portal)
        for said in ("To the contracts", "Everything in the file was here already"):
            form = {"form_token": browser.token, "key": new_id(), "source": "city", "currency": "CNY"}
            answer = await browser.http.post("/imports/contracts/new", data=form, files={"file": ("a.json", FILE)})
            assert answer.status_code == 303, answer.text
            place = answer.headers["location"]
            shown = await browser.read(place)
            assert "Start the import" in shown
            assert "CN¥1,500.00" in shown
            await browser.send(f"{place}/start", status=303)
            for _ in range(400):
                shown = await browser.read(place)
                if "data-stream" not in shown:
                    break
                await asyncio.sleep(0.1)
            assert said in shown
            again = await browser.send(f"{place}/start", status=409)
            assert "runs already" in again
        wrong = {"form_token": browser.token, "key": new_id(), "source": "city"}
        answer = await browser.http.post("/imports/contracts/new", data=wrong, files={"file": ("a.json", b"no json")})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        remarks = await browser.http.get(f"{place}/remarks.csv")
        assert remarks.content.decode("utf-8-sig").splitlines()[0] == "Row,Kind,Column,Reason"
