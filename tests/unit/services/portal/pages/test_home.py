"""Figures of a unit, each currency by itself."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from services.portal.pages.frame.navigation import permission_for
from services.portal.pages.home.begins import begins_for
from services.portal.pages.home.seen import Figures
from services.portal.pages.home.tiles import charts_of, leading_of, tiles_of
from services.portal.role.shipped import SHIPPED
from shared.security.permissions import matches


def may(role: str, asked: str) -> bool:
    return any(matches(pattern, asked) for pattern in SHIPPED[role].permissions)


def figures(**more: Any) -> Figures:
    nothing = {"purchases": [], "payments": [], "arrears": [], "assets": [], "books": [], "book": None}
    return Figures.model_validate({"unit_id": "u", "as_of": date(2026, 3, 1), "positions": None, **nothing, **more})


def paid(kind: str, currency: str, amount: str, number: int = 1) -> dict[str, Any]:
    return {"kind": kind, "currency": currency, "amount": amount, "number": number, "late": 0}


def test_a_tile_shows_every_currency_the_one_with_most_payments_first():
    payments = [paid("received", "CNY", "10"), paid("received", "EUR", "20", 5), paid("made", "CNY", "3")]
    arrears = [{"currency": "USD", "outstanding": "7", "overdue": "0"}]
    tiles = tiles_of(figures(payments=payments, arrears=arrears))
    assert [(tile.name, [(one.currency, str(one.amount)) for one in tile.amounts]) for tile in tiles] == [
        ("Received", [("EUR", "20"), ("CNY", "10")]),
        ("Paid", [("CNY", "3")]),
        ("Outstanding", [("USD", "7")]),
    ]
    assert tiles[0].amounts[0].apart == {"currency": "EUR", "kind": "received"}


def test_assets_are_valued_by_currency_in_the_book_that_was_chosen():
    held = [
        {"kind": kind, "currency": currency, "number": 1, "cost": cost, "accumulated": "10"}
        for kind, currency, cost in (
            ("capitalised", "CNY", "100"),
            ("provisional", "CNY", "50"),
            ("capitalised", "EUR", "9"),
        )
    ]
    books = [{"book": "accounting", "leading": True}, {"book": "tax", "leading": False}]
    shown = figures(assets=held, book="tax", books=books)
    (tile,) = tiles_of(shown)
    assert [(one.currency, str(one.amount), one.number) for one in tile.amounts] == [
        ("CNY", "130", 2),
        ("EUR", "-1", 1),
    ]
    assert tile.amounts[0].apart == {"currency": "CNY", "book": "tax"}
    assert leading_of(shown) == ["accounting"]


def test_each_currency_has_a_chart_of_its_last_twelve_months():
    months = [
        {"month": f"20{25 + number // 12}-{number % 12 + 1:02}", "currency": currency, "amount": "1", "customers": 1}
        for currency, count in (("EUR", 2), ("CNY", 14))
        for number in range(count)
    ]
    charts = charts_of(figures(purchases=months))
    assert [(chart.currency, len(chart.told["labels"])) for chart in charts] == [("CNY", 12), ("EUR", 2)]
    assert charts[0].told["labels"][-1] == "2026-02"
    assert charts_of(figures()) == []


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("drafter", ["/contracts/new"]),
        ("cashier", ["/payments/due", "/payments/statements"]),
        ("service_desk", ["/customers"]),
        ("asset_keeper", ["/assets"]),
        ("auditor", ["/administration/logs"]),
        ("approver", []),
        ("administrator", ["/contracts/new", "/payments/due", "/payments/statements"]),
    ],
)
def test_the_home_page_offers_what_the_work_of_a_role_begins_with(role: str, offered: list[str]):
    assert [one.address for one in begins_for(partial(may, role))] == offered


def test_whoever_is_offered_a_beginning_may_enter_its_room():
    for role in SHIPPED:
        rooms = [permission_for(one.address) for one in begins_for(partial(may, role))]
        assert [one for one in rooms if one and not may(role, one)] == [], role
