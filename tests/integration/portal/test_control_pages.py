"""Payment control for cashiers and accountants: what waits and falls due, bank statements, the books of a month."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from shared.testing.serving import Serve
from shared.values.ids import new_id
from tests.integration.contract.money import agreed, line

from .desk import Desk, desk_of

HEAD = "date,amount,currency,reference,payer\n"


@pytest.fixture
async def desk(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with desk_of(serve, monkeypatch) as ready:
        yield ready


async def test_a_blocked_payment_is_listed_with_its_rule_and_what_falls_due_next_stands_below(desk: Desk):
    soon = f"{desk.portal.clock.today() + timedelta(days=20)}"
    plan = [line("5.2", "final", "70.00", conditions=["acceptance"]), line("5.3", "later", "30.00") | {"due_on": soon}]
    desk.address = await agreed(desk.company, plan)
    await desk.does("payment", status=409, parts__apart__place="5.2|final", parts__apart__amount="7.00")
    page = await desk.browser.read("/payments/waiting")
    for words in (">Fans</a>", "nothing accepted", "CN¥7.00", "CN¥0.00", "Ask for a waiver"):
        assert words in page
    (payment,) = await desk.its("payments", "payment_id")
    await desk.does("waiver", payment, reason="The works stand still.", expires_on="2099-01-01")
    assert "waiver asked for" in await desk.browser.read("/payments/waiting")
    assert "CN¥30.00" in await desk.browser.read("/payments/due", days="30")
    assert "Nothing falls due" in await desk.browser.read("/payments/due", days="7")


async def test_a_statement_is_taken_matched_by_rule_reconciled_and_posted_in_books_that_close(desk: Desk):
    desk.address = await agreed(desk.company, [line("3", "service", "100.00", "counterparty")], "sales")
    last = desk.portal.clock.today().replace(day=1) - timedelta(days=1)
    month, day = f"{last:%Y-%m}", f"{last}"
    await desk.does("invoice", number="S-1", place="3|service", taxed__0__net="60.00", effective_on=day)
    table = f"{HEAD}{day},60.00,CNY,S-1,Bridges\n{day},-1.00,CNY,fees,Bank\n"
    taken = await desk.browser.http.post(
        "/payments/statements",
        data={"key": new_id(), "account": "icbc-1", "format": "csv", "form_token": desk.browser.token},
        files={"file": ("icbc.csv", table.encode(), "text/csv")},
    )
    assert taken.status_code == 303, taken.text
    at = taken.headers["location"]
    assert "0 of 2 lines matched" in await desk.browser.read(at)
    assert "nothing open fits" in await desk.browser.read(f"{at}/lines/2/proposals")
    assert "1 line is not certain" in await desk.browser.send(f"{at}/matching")
    assert "1 of 2 lines matched" in await desk.browser.read(at)
    (payment,) = await desk.its("payments", "payment_id")
    twice = await desk.browser.send(f"{at}/matches", status=409, line="1", kind="payment", id=payment)
    assert "The payment is matched with another bank line" in twice
    found = await desk.browser.read("/payments/reconciliation", account="icbc-1", period=month)
    assert "not reconciled" in found
    books = await desk.browser.read("/payments/books", period=month)
    assert "debit and credit are equal" in books
    (account,) = set(re.findall(r"account=(1122)", books))
    lines = await desk.browser.read("/payments/books/postings", period=month, account=account)
    assert "CN¥60.00" in lines
    sheet = await desk.browser.http.get("/payments/books/postings.csv", params={"period": month})
    assert sheet.headers["content-type"].startswith("text/csv")
    assert f",{account}," in sheet.text
    broken = await desk.browser.http.post(
        "/payments/statements",
        data={"key": new_id(), "account": "icbc-1", "format": "csv", "form_token": desk.browser.token},
        files={"file": ("icbc.csv", b"nothing", "text/csv")},
    )
    assert broken.status_code == 422
    assert "no statement in this format" in broken.text


async def test_a_month_is_closed_for_the_visitor_s_unit_once_it_is_over(desk: Desk):
    today = desk.portal.clock.today()
    unit = await desk.company.serving.unit(desk.portal.unit_id, desk.company.headquarters)
    assert unit == desk.portal.unit_id
    early = await desk.browser.send("/payments/books/closings", status=409, period=f"{today:%Y-%m}")
    assert "The period is not over yet" in early
    month = f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
    await desk.browser.send("/payments/books/closings", status=303, period=month)
    page = await desk.browser.read("/payments/books")
    assert f'href="/payments/books?period={month}"' in page
