"""The import of an Open Contracting file over the real service: what is in it, its start, its end."""

import asyncio
import html
import json
import re

import httpx
import pytest

from services.contract.app import SERVICE as CONTRACT
from services.portal.pages.frame import asking
from services.portal.token.handlers import issuer_of
from shared.testing.hostile import behind_a_socket
from shared.testing.serving import Serve
from shared.values.ids import new_id
from tests.integration.contract.test_held_imports import FILE

from .conftest import set_up
from .visiting import PATIENT, Browser, browse, let_in


async def lead_to_their_rows(browser: Browser, shown: str) -> None:
    """Every figure of the run that is not nought leads to rows, and these to events."""
    counted = re.findall(r'href="(/imports/contracts/[^"]+/rows\?of=[^"]*)"', shown)
    assert len(counted) in (2, 3)
    for at in counted:
        rows = await browser.read(html.unescape(at))
        if at.endswith("warning"):
            assert ">doubtful<" in rows
            continue
        assert ("Cables" in rows, "Pipes" in rows) == (True, True), at
        streams = set(re.findall(r'href="(/events/contract/contract-[^"]+)"', rows))
        assert len(streams) == 2
        assert "contract.imported.v1" in await browser.read(streams.pop())


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
            await lead_to_their_rows(browser, shown)
            again = await browser.send(f"{place}/start", status=409)
            assert "runs already" in again
        wrong = {"form_token": browser.token, "key": new_id(), "source": "city"}
        answer = await browser.http.post("/imports/contracts/new", data=wrong, files={"file": ("a.json", b"no json")})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        remarks = await browser.http.get(f"{place}/remarks.csv")
        assert remarks.content.decode("utf-8-sig").splitlines()[0] == "Row,Kind,Column,Reason"


def bought_by(buyer: str, title: str) -> dict[str, object]:
    contract = {"id": "c", "title": title, "status": "active", "value": {"amount": 700, "currency": "CNY"}}
    return {"ocid": f"o-{buyer}", "tag": ["compiled"], "buyer": {"id": buyer}, "contracts": [contract]}


BOUGHT = "\n".join(json.dumps(bought_by(*one)) for one in (("B-1", "Cables"), ("B-2", "Pipes"), ("B-3", "Fans")))


async def test_contracts_go_to_the_units_that_somebody_says_a_files_buyers_are(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(asking, "SECONDS", PATIENT)
    contract = await serve(CONTRACT, topic_prefix=f"units-{new_id()}-", own_keys=issuer_of)
    async with behind_a_socket(contract.app) as address:
        portal = await set_up(serve, contract_url=address)
        await let_in(contract, portal)
        north = await portal.unit("North")
        await contract.unit(north, portal.unit_id)
        browser = await browse(portal)

        async def sent(units: str) -> httpx.Response:
            data = {"form_token": browser.token, "source": "city", "key": new_id(), "units": units}
            return await browser.http.post("/imports/contracts/new", data=data, files={"file": ("a.jsonl", BOUGHT)})

        for units, why in (
            ("B-1", "Line 1: what the file calls the unit"),
            ("B-1=North\nB-2=Nowhere", "Line 2: there is no such unit"),
        ):
            refused = await sent(units)
            assert (refused.status_code, why in refused.text) == (422, True)
            assert units in refused.text
        taken = await sent(f"B-1=North\nB-2 = {portal.unit_id}")
        assert taken.status_code == 303, taken.text
        place = taken.headers["location"]
        held = await browser.read(place)
        assert "North" in held.partition('id="by-unit"')[2]
        assert "unit=" not in held
        await browser.send(f"{place}/start", status=303)
        async with asyncio.timeout(60):
            while "data-stream" in (shown := await browser.read(place)):
                await asyncio.sleep(0.1)
        by_unit = re.findall(r'href="([^"]+unit=[^"]+)"', shown)
        assert len(by_unit) == 4
        [norths] = [one for one in by_unit if north in one and "of=imported" in one]
        rows = await browser.read(html.unescape(norths))
        assert ("Cables" in rows, "Pipes" in rows) == (True, False)
        assert "o-B-3" in await browser.read(f"{place}/rows", of="rejected")


def told(name: str, **more: object) -> dict[str, object]:
    contract = {"id": "c", "title": name, "status": "active", "value": {"amount": 700, "currency": "CNY"}, **more}
    return {"ocid": f"o-{name}", "tag": ["compiled"], "contracts": [contract]}


def later() -> dict[str, object]:
    value = {"amount": 5, "currency": "CNY"}
    paid = [{"id": f"t{at}", "date": "2021-02-03T00:00:00Z", "value": value} for at in (1, 2)]
    mile = {"id": "m", "title": "Half", "status": "scheduled", "dueDate": "2099-01-01T00:00:00Z"}
    changed = [{"id": "a1", "date": "2020-03-01T00:00:00Z"}]
    done = {"transactions": paid, "milestones": [mile]}
    return told("Cables", status="terminated", amendments=changed, implementation=done)


async def test_what_a_later_file_tells_more_and_otherwise_is_shown_and_leads_to_just_its_rows(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(asking, "SECONDS", PATIENT)
    contract = await serve(CONTRACT, topic_prefix=f"later-{new_id()}-", own_keys=issuer_of)
    async with behind_a_socket(contract.app) as address:
        portal = await set_up(serve, contract_url=address)
        await let_in(contract, portal)
        browser = await browse(portal)

        async def imported(*processes: dict[str, object]) -> tuple[str, str, str]:
            """Where the import is, what was shown while it was held, and what at its end."""
            data = {"form_token": browser.token, "source": "city", "key": new_id()}
            file = "\n".join(map(json.dumps, processes))
            sent = await browser.http.post("/imports/contracts/new", data=data, files={"file": ("a.jsonl", file)})
            assert sent.status_code == 303, sent.text
            place = sent.headers["location"]
            held = await browser.read(place)
            await browser.send(f"{place}/start", status=303)
            async with asyncio.timeout(60):
                while "data-stream" in (shown := await browser.read(place)):
                    await asyncio.sleep(0.1)
            return place, held, shown

        words = {"amendments": "New amendments", "payments": "New payments", "states": "New states",
                 "milestones": "New or changed milestones"}  # fmt: skip
        _, held, shown = await imported(told("Cables"), told("Pipes"))
        for word in (*words.values(), "Said otherwise"):
            assert word not in held + shown
        place, held, shown = await imported(later(), told("Pipes", title="Tubes"))
        for word in (*words.values(), "Said otherwise"):
            assert (word in held, word in shown) == (True, True), word
        assert "new=" not in held
        assert ">said otherwise<" in shown
        links = [html.unescape(one) for one in re.findall(r'href="([^"]+new=[^"]+)"', shown)]
        assert sorted(one.rpartition("=")[2] for one in links) == sorted(words)
        behind = {"amendments": "/events/contract/contract-", "payments": "/events/contract/ledger-",
                  "states": "/events/contract/contract-", "milestones": "/performance"}  # fmt: skip
        for link in links:
            kind, rows = link.rpartition("=")[2], await browser.read(link)
            assert ("Cables" in rows, "Pipes" in rows, words[kind] in rows) == (True, False, True)
            at = [one for one in re.findall(r'href="([^"]+)"[^>]*>[12]</a>', rows) if behind[kind] in one]
            assert len(at) == 1, kind
            await browser.read(html.unescape(at[0]))
        rows = await browser.read(f"{place}/rows", of="differing")
        assert (">said otherwise<" in rows, ">title<" in rows, ">doubtful<" in rows) == (True, True, False)
        remarks = await browser.http.get(f"{place}/remarks.csv")
        assert "said otherwise,title" in remarks.content.decode("utf-8-sig")

        over = {"period": {"endDate": "2020-12-31T00:00:00Z"}}
        await imported(told("Lamps", **over), told("Masts", **over))
        far, amended = {"period": {"endDate": "2099-12-31T00:00:00Z"}}, {"amendments": [{"id": "a1"}]}
        place, held, shown = await imported(told("Lamps", **far, **amended), told("Masts", **far))
        assert "New states" in held
        [link] = [html.unescape(one) for one in re.findall(r'href="([^"]+new=states)"', shown)]
        rows = await browser.read(link)
        assert ("Lamps" in rows, "Masts" in rows) == (True, False)
        [at] = [one for one in re.findall(r'href="([^"]+)"[^>]*>1</a>', rows) if "/events/contract/contract-" in one]
        assert "Contract resumed" in await browser.read(html.unescape(at))
        rows = await browser.read(f"{place}/rows", of="differing")
        assert "the contract has run out here, and no amendment puts off its end: it is not taken up again" in rows
