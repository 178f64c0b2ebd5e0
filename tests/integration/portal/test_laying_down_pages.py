"""Who approves contracts of a type, and to which accounts bookings go, laid down on pages."""

import html
import re
from collections.abc import AsyncIterator

import pytest

from shared.testing.serving import Serve
from shared.values.ids import new_id

from .desk import Desk, desk_of

FIELD = re.compile(r'<input[^>]*name="([^"]+)"[^>]*?value="([^"]*)"')
CHOSEN = re.compile(
    r'<select[^>]*name="([^"]+)"[^>]*>(?:(?!</select>).)*?<option(?: value="([^"]*)")? selected', re.DOTALL
)


@pytest.fixture
async def desk(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with desk_of(serve, monkeypatch) as ready:
        yield ready


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the form without anything typed, boxes and rows to come left out."""
    inside = re.sub(r"<template>.*?</template>", "", page.partition("data-guards")[2], flags=re.DOTALL)
    found = {name: html.unescape(value) for name, value in FIELD.findall(inside) if name != "q" and value != "yes"}
    return found | dict(CHOSEN.findall(inside))


async def test_a_types_steps_and_a_books_accounts_are_laid_down_on_their_pages(desk: Desk):
    await desk.company.kind()
    kind = (await desk.asks("/v1/types"))["items"][0]
    at = f"/administration/lists/types/{kind['type_id']}/approval"
    route = sorted(kind["rules"]["route"], key=lambda one: one["stage"])
    fields = fields_of(await desk.browser.read(at))
    assert [fields[f"step-{n}-step"] for n in range(len(route))] == [one["step"] for one in route]
    board = {
        "step": "board",
        "stage": "9",
        "review": "executive",
        "from_amount": "500,000",
        "persons": desk.portal.staff_id,
    }
    added = {f"step-{len(route)}-{name}": value for name, value in board.items()}
    nobody = {f"step-{n}-review": "business" for n in range(len(route))}
    refused = await desk.browser.send(at, status=422, **{**fields, **added, **nobody, "key": ""})
    for words in ("No type skips legal review", 'value="500,000"'):
        assert words in refused
    await desk.browser.send(at, status=303, **{**fields, **added, "key": ""})
    (after,) = [one for one in (await desk.asks("/v1/types"))["items"] if one["type_id"] == kind["type_id"]]
    *before, last = sorted(after["rules"]["route"], key=lambda one: one["stage"])
    assert before == route
    assert (last["step"], last["from_amount"]["amount"], last["persons"]) == (
        "board",
        "500000.00",
        [desk.portal.staff_id],
    )
    assert {**after["rules"], "route": []} == {**kind["rules"], "route": []}
    assert "500" in await desk.browser.read("/administration/lists")

    fields = fields_of(await desk.browser.read(at))
    named = {"kind": "minutes", "from_amount": "a lot"}
    asked = {f"reference-0-{name}": value for name, value in named.items()}
    wrong = await desk.browser.send(at, status=422, **{**fields, **asked, "key": ""})
    assert 'id="reference-0-from_amount-told"' in wrong
    more = {"reference-0-from_amount": "2,000,000", "reference-3-kind": "sourcing", "reference-3-related_party": "yes"}
    await desk.browser.send(at, status=303, **{**fields, **asked, **more, "key": ""})
    rules = (await desk.asks(f"/v1/types/{kind['type_id']}"))["rules"]
    assert [(one["kind"], one["related_party"]) for one in rules["required_references"]] == [
        ("minutes", False), ("sourcing", True),
    ]  # fmt: skip
    assert rules["required_references"][0]["from_amount"]["amount"] == "2000000.00"
    assert {**rules, "required_references": [], "route": after["rules"]["route"]} == after["rules"]
    assert "reference-0-kind" in await desk.browser.read(at)

    fields = fields_of(await desk.browser.read("/payments/books/accounts/new"))
    mapped = {**fields, "from_period": "2099-01", "account.charged.sales.any.debit.gross": "6604.07", "key": new_id()}
    wrong = await desk.browser.send("/payments/books/accounts/new", status=422, **{**mapped, "from_period": "soon"})
    assert 'value="6604.07"' in wrong
    await desk.browser.send("/payments/books/accounts/new", status=303, **mapped)
    page = await desk.browser.read("/payments/books/accounts")
    for words in ("From 2099-01 on", "6604.07"):
        assert words in page
    assert "6604.07" not in await desk.browser.read("/payments/books/accounts", since="1949-10")
    assert "No contract has a ledger yet" in await desk.browser.read("/payments/books/agreement")
