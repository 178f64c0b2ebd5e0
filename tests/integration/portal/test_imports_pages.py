"""The wizard for customers over the real service: a file, its columns, a dry run, the import, the refused rows."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from services.customer.app import SERVICE as CUSTOMER
from services.portal.pages.frame import asking
from services.portal.token.handlers import issuer_of
from shared.testing.hostile import behind_a_socket
from shared.testing.serving import Serve, Serving
from shared.values.ids import new_id

from .conftest import Portal, set_up
from .visiting import PATIENT, Browser, browse, let_in

FILE = "编号,名称,备注\n1,长江电缆,=1+1\n2,多瑙河,+x\n3,,@SUM(A1)\n".encode()
MATCHED = {"source": "erp", "column": ["source_id", "name", ""], "kind": "organisation", "roles": "", "stage": ""}


@dataclass
class House:
    portal: Portal
    customer: Serving
    browser: Browser

    async def send(self, data: bytes = FILE, name: str = "list.csv") -> httpx.Response:
        http = self.browser.http
        form = {"form_token": self.browser.token, "key": new_id()}
        return await http.post("/imports/customers/new", data=form, files={"file": (name, data)})

    async def placed(self) -> str:
        answer = await self.send()
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def begun(self, place: str, deed: str) -> str:
        form = {**MATCHED, "deed": deed, "key": new_id(), "form_token": self.browser.token}
        answer = await self.browser.http.post(place, data=form)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def done(self, place: str) -> str:
        for _ in range(400):
            shown = await self.browser.read(place)
            if "data-stream" not in shown:
                return shown
            await asyncio.sleep(0.1)
        raise AssertionError(shown)


@pytest.fixture
async def house(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(asking, "SECONDS", PATIENT)
    apart = f"imports-{new_id()}-"
    customer = await serve(CUSTOMER, topic_prefix=apart, own_keys=issuer_of)
    async with behind_a_socket(customer.app) as address:
        portal = await set_up(serve, customer_url=address, topic_prefix=apart)
        await let_in(customer, portal)
        yield House(portal, customer, await browse(portal))


async def test_a_file_is_matched_tried_and_imported_and_the_same_file_again_changes_nothing(house: House):
    place = await house.placed()
    matching = await house.browser.read(place)
    columns = matching.partition('id="columns"')[2]
    assert re.findall(r'<option value="(\w+)" selected>', columns) == ["source_id", "name"]
    tried = await house.done(await house.begun(place, "try"))
    assert "Would be new" in tried
    assert "Import 2 rows" in tried
    again = {"key": new_id(), "form_token": house.browser.token}
    answer = await house.browser.http.post(f"{place}/again", data=again)
    imported = await house.done(answer.headers["location"])
    assert "nothing was changed" not in imported
    assert "长江电缆" in await house.browser.read("/customers")
    second = await house.done(await house.begun(await house.placed(), "import"))
    assert "Everything in the file was here already" in second
    listed = await house.browser.read("/imports")
    assert listed.count("dry run") == 1
    assert listed.count("1 refused") == 3


async def test_the_refused_rows_are_taken_away_with_no_formula_in_them(house: House):
    shown = await house.done(await house.begun(await house.placed(), "import"))
    link = re.search(r'href="([^"]+refused\.csv[^"]*)"', shown)
    assert link
    answer = await house.browser.http.get(link[1].replace("&amp;", "&"))
    assert answer.headers["content-disposition"].startswith("attachment;")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Row,Column,Reason,编号,名称,备注"
    assert lines[1].startswith("3,")
    assert lines[1].endswith(",3,,'@SUM(A1)")
    bare = await house.browser.http.get(link[1].partition("?")[0])
    assert bare.content.decode("utf-8-sig").splitlines()[0] == "Row,Column,Reason"


async def test_progress_is_a_stream_that_ends_with_the_import(house: House):
    place = (await house.begun(await house.placed(), "import")).partition("?")[0]
    async with house.browser.http.stream("GET", f"{place}/live") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        said = [line async for line in answer.aiter_lines()]
    assert "event: over" in said
    assert any('value="100"' in line for line in said)


async def test_two_columns_of_one_meaning_and_a_file_that_is_none_are_told(house: House):
    place = await house.placed()
    form = {**MATCHED, "column": ["source_id", "source_id", ""], "deed": "try", "key": new_id()}
    answer = await house.browser.http.post(place, data={**form, "form_token": house.browser.token})
    assert (answer.status_code, "Two columns mean the same." in answer.text) == (422, True)
    old = await house.send(b"\xd0\xcf\x11\xe0 old", "list.xlsx")
    assert (old.status_code, "save it as XLSX or CSV" in old.text) == (415, True)


async def test_a_file_without_the_token_of_a_page_or_without_measure_is_not_read(house: House):
    form = {"form_token": "0" * 64, "key": new_id()}
    foreign = await house.browser.http.post("/imports/customers/new", data=form, files={"file": ("a.csv", FILE)})
    assert foreign.status_code == 403
    large = await house.send(b"x" * (21 * 2**20 + 1))
    assert large.status_code == 413

    async def pieces() -> AsyncIterator[bytes]:
        yield b"x"

    endless = await house.browser.http.post(
        "/imports/customers/new", content=pieces(), headers={"x-form-token": house.browser.token}
    )
    assert endless.status_code == 411


async def test_who_may_not_import_is_not_let_in(house: House):
    await house.portal.join("cashier", house.portal.unit_id, "cashier")
    who = await browse(house.portal, "cashier")
    for address in ("/imports/customers/new", "/imports/contracts/new"):
        assert (await who.http.get(address)).status_code == 403
