"""Every figure on a page opens the events behind it: over the real services that keep them."""

import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from services.contract.app import SERVICE as CONTRACT
from services.portal.pages.frame import asking
from services.portal.token.handlers import issuer_of
from services.scoring.app import SERVICE as SCORING
from shared.messaging.producer import EventProducer
from shared.testing.hostile import behind_a_socket
from shared.testing.serving import Serve, Serving
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, company_of, ok
from tests.integration.contract.test_sales_story import cny, invoice, sold
from tests.unit.services.scoring.folding.made import registered, told

from .conftest import Portal, set_up
from .visiting import PATIENT, Browser, browse

FIGURE = re.compile(r'<(?:dd|td|span) class="figure"[^>]*>(.*?)</(?:dd|td|span)>', re.DOTALL)
WHY = re.compile(r'href="(/why/[^"]+)"')
EVENT = re.compile(r'href="(/events/[^"]+)"')
SUM = re.compile(r"data-sum>([^<]*)<")
PART = re.compile(r"data-part>([^<]*)<")


@dataclass
class House:
    browser: Browser
    company: Company
    scoring: Serving
    customer_id: str
    contract: str

    @property
    def contract_id(self) -> str:
        return self.contract.rpartition("/")[2]

    async def part(self, address: str, status: int = 200) -> str:
        """A part of a page, as htmx asks for it."""
        answer = await self.browser.http.get(address.replace("&amp;", "&"), headers={"hx-request": "true"})
        assert answer.status_code == status, (address, answer.text[:400])
        return answer.text


async def lived(company: Company, address: str) -> str:
    """Two invoices, one receipt for the first one; the position of the last event."""
    clerk = company.drafter
    made = [
        await ok(clerk.post(f"{address}/invoices", json=invoice(number, gross)))
        for number, gross in (("F-1", "60.00"), ("F-2", "40.00"))
    ]
    receipt = await ok(clerk.post(f"{address}/receipts", json={"amount": cny("75.00"), "reference": "F-1"}))
    part = [{"invoice_id": made[0]["invoice_id"], "amount": cny("60.00")}]
    done = await clerk.post(f"/v1/receipts/{receipt['payment_id']}/allocations", json={"allocations": part})
    assert done.status_code == 201, done.text
    return str(done.headers["Pactline-Position"])


@pytest.fixture
async def house(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """A sale, invoiced and partly paid, with contract and scoring at work; the other services are away."""
    monkeypatch.setattr(asking, "SECONDS", PATIENT)
    apart = f"why-{new_id()}-"
    contract = await serve(CONTRACT, topic_prefix=apart, own_keys=issuer_of)
    scoring = await serve(SCORING, topic_prefix=apart, own_keys=issuer_of)
    company = await company_of(contract)
    async with contextlib.AsyncExitStack() as stack:
        addresses = {
            f"{name}_url": await stack.enter_async_context(behind_a_socket(service.app))
            for name, service in (("contract", contract), ("scoring", scoring))
        }
        portal = await set_up(serve, topic_prefix=apart, **addresses)
        await let_in(portal, company, contract, scoring)
        address = await sold(company)
        customer_id = (await ok(company.drafter.get(address)))["counterparty_id"]
        position = await lived(company, address)
        producer = EventProducer(scoring.running.settings, "customer")
        stack.push_async_callback(producer.stop)
        await producer.publish(told([registered(customer_id)], key=customer_id, unit=company.city))
        reader = await scoring.caller(new_id(), ["scoring.*.read"], company.city)
        for wanted in (f"customer-{customer_id}@1", position):
            await patiently(reader, f"/v1/customers/{customer_id}/360", at_least=wanted)
        yield House(await browse(portal), company, scoring, customer_id, address)


async def let_in(portal: Portal, company: Company, contract: Serving, scoring: Serving) -> None:
    """The administrator may see everything; scoring knows the company's units below the portal's."""
    await contract.grant(portal.staff_id, ["*"], company.headquarters)
    await scoring.unit(portal.unit_id, None, "headquarters")
    await scoring.unit(company.headquarters, portal.unit_id)
    await scoring.unit(company.city, company.headquarters)
    await scoring.grant(portal.staff_id, ["*"], portal.unit_id)


async def patiently(reader: Any, path: str, **params: str) -> None:
    """A read that waits for what is on its way: 503 says to try again."""
    for _ in range(30):
        answer = await reader.get(path, params=params)
        if answer.status_code not in (404, 503):
            break
    assert answer.status_code == 200, answer.text


def figures(page: str) -> list[str]:
    return [one for one in FIGURE.findall(page) if re.search(r"[0-9]", one)]


async def test_every_figure_of_customer_contract_and_home_opens_the_events_that_make_it(house: House):
    party, contract = f"/customers/{house.customer_id}", f"/contracts/{house.contract_id}"
    told = (f"{party}/parts/payments", f"{party}/timeline", f"{contract}/performance")
    addresses = (party, contract, *told, "/home/figures")
    opened: set[str] = set()
    for address in addresses:
        page = await house.browser.read(address)
        shown = [one for one in figures(page) if "%" not in one]
        assert shown, address
        assert [one for one in shown if "because" not in one] == [], address
        opened |= set(WHY.findall(page))
    assert len(opened) > 12
    for address in sorted(opened):
        part = await house.part(address)
        (whole,), parts = SUM.findall(part), PART.findall(part)
        assert re.search(r"[0-9]", whole), address
        assert parts or not re.search(r"[1-9]", whole), address
        for event in set(EVENT.findall(part)):
            assert "<pre" in await house.part(event), event
    owed = (await ok(house.company.drafter.get("/v1/obligations", params={"contract_id": house.contract_id})))["items"]
    for one in owed:
        led = await house.browser.http.get(f"/obligations/{one['obligation_id']}")
        assert (led.status_code, led.headers["location"]) == (303, contract), "a message that names what is owed"
    assert owed
    assert (await house.browser.http.get(f"/obligations/{new_id()}")).status_code == 404
    whole_page = await house.browser.read(min(opened).replace("&amp;", "&"))
    assert "<!doctype html>" in whole_page
    assert SUM.search(whole_page)


async def test_the_sum_that_is_shown_is_the_figure_and_its_parts_make_it(house: House):
    page = await house.browser.read(f"/customers/{house.customer_id}")
    for figure, parts in (("received", ["75.00"]), ("outstanding", ["40.00"])):
        (address,) = {one for one in WHY.findall(page) if f"/{figure}?" in one}
        told_part = await house.part(address)
        assert [one.removeprefix("CN¥") for one in PART.findall(told_part)] == parts
        assert SUM.findall(told_part) == [f"CN¥{parts[0]}"]
        assert f">CN¥{parts[0]}</a>" in page
    ledger = await house.part(f"/why/ledger/{house.contract_id}/invoiced")
    assert sorted(PART.findall(ledger)) == ["CN¥40.00", "CN¥60.00"]
    assert SUM.findall(ledger) == ["CN¥100.00"]
    nothing = await house.part(f"/why/ledger/{house.contract_id}/invoiced?clause=&phase=")
    assert (PART.findall(nothing), SUM.findall(nothing)) == ([], ["0"])


async def test_what_comes_from_no_event_says_so_and_what_is_no_figure_is_not_there(house: House):
    assert "no events stand behind it" in await house.part("/why/operations/contract/lag")
    for address in (f"/why/customer/{house.customer_id}/happiness", "/events/nowhere/contract-1"):
        answer = await house.browser.http.get(address)
        assert answer.status_code == 404, address
    hidden = await house.browser.read(f"/events/contract/contract-{new_id()}")
    assert "Nothing here" in hidden
    away = await house.part(f"/why/asset/{new_id()}/cost")
    assert "The asset service is away" in away


async def test_a_timeline_is_narrowed_in_place_and_its_events_open(house: House):
    at = f"/customers/{house.customer_id}/timeline"
    assert f'hx-get="{at}"' in await house.browser.read(f"/customers/{house.customer_id}")
    page = await house.part(at)
    for words in ("Invoice issued", "Receipt allocated", "Contract signed", "Customer registered"):
        assert words in page, words
    assert "Booked in the ledger" not in page
    payments = await house.part(f"{at}?kind=payment&money=&first=&last=&contract=")
    assert ("Receipt allocated" in payments, "Invoice issued" in payments) == (True, False)
    assert "<html" not in payments
    assert "Booked in the ledger" in await house.part(f"{at}?kind=ledger")
    assert "Nothing yet" in await house.part(f"{at}?last=2019-12-31")
    none = await house.part(f"{at}?money=false&contract={house.contract_id}")
    assert "Invoice issued" not in none
    whole = await house.browser.read(f"/contracts/{house.contract_id}/timeline", kind="invoice")
    assert "<!doctype html>" in whole
    for event in set(EVENT.findall(whole)):
        assert "invoice.issued.v1" in await house.part(event)


async def test_a_service_that_is_away_leaves_its_parts_marked_and_the_rest_of_the_360_whole(house: House):
    at = f"/customers/{house.customer_id}"
    page = await house.browser.read(at)
    later = {part: await house.part(f"{at}/parts/{part}") for part in ("payments", "supplied", "messages")}
    assert "The customer service is away" in page
    assert "The asset service is away" in later["supplied"]
    for service in ("scoring", "contract"):
        for part in (page, *later.values()):
            assert f"The {service} service is away" not in part, service
    assert "Counted in is everything that each service had told by then" in page
    assert re.search(r"[0-9]+ events of", page)


async def test_a_cashier_finds_the_open_item_of_a_bank_line_by_its_amount(house: House):
    found = await house.part("/open-items?amount=40.00&currency=CNY")
    assert "F-2" in found
    assert "F-1" not in found
    assert f'href="/contracts/{house.contract_id}"' in found
    left = await house.part("/open-items?amount=%C2%A515&currency=CNY")
    assert "Receipt" in left
    assert "Nothing is open by exactly this amount" in await house.part("/open-items?amount=40.01&currency=CNY")
    assert "This is no amount" in await house.part("/open-items?amount=forty&currency=CNY")
    assert 'id="amount"' in await house.browser.read("/open-items")
