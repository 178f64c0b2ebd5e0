"""Why a figure is what it is: over random histories, the facts named beside every figure make that figure."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from services.scoring.credit.queries import measure
from services.scoring.credit.scheme import FIGURES
from services.scoring.customer_view.explanation import CONTRACT, CUSTOMER, UNIT, Scope, explain, figure_of
from services.scoring.customer_view.months import months_of_payments
from services.scoring.customer_view.timeline import (
    KNOWN_CUSTOMER,
    PARTY,
    ROOMS,
    Wanted,
    check_known,
    moment_of,
    timeline,
)
from shared.values.errors import InvalidFieldError, NotFoundError
from shared.web.explaining import Explained
from shared.web.paging import PageWanted
from tests.integration.scoring.histories import history, merge
from tests.integration.scoring.test_customer_view import View, view
from tests.unit.services.scoring.folding.made import (
    asset,
    booked,
    came_of,
    contact,
    intended,
    invoice,
    order,
    receipt,
    registered,
    signed,
)

__all__ = ["view"]
LATE = date(2026, 12, 31)
MIDDLE = date(2026, 4, 15)
CUSTOMERS = 14


def page(limit: int = 200, cursor: str | None = None) -> PageWanted:
    scope = {"type": "http", "path": "/x", "query_string": b"", "headers": [], "server": ("here", 80)}
    return PageWanted(limit, cursor, Request({**scope, "scheme": "http"}), Response())


class Why(View):
    async def explained(self, scope: Scope, subject: str, name: str, day: date, **narrowed: str) -> Explained:
        return await self._ask(
            ("*",), explain, scope, subject, figure_of(scope, name, narrowed), narrowed, day, None, page()
        )


@pytest.fixture
async def why(view: View) -> Why:
    return Why(view.engine)


Shown = tuple[str, dict[str, str], Any]
"""A figure, what tells it apart, and the value that a view shows."""


def of_customer(found: dict[str, Any], months: list[dict[str, Any]]) -> Iterator[Shown]:
    behaviour = found["payment_behaviour"]
    for name, key in (("received", "received"), ("paid", "made"), ("refunded", "refunded"), ("returned", "returned")):
        yield from ((name, {"currency": currency}, amount) for currency, amount in behaviour[key].items())
    for name in ("blocked", "settled", "late", "share-late", "mean-days-late"):
        yield name, {}, behaviour[name.replace("-", "_")]
    for owed in found["arrears"]:
        money = {"currency": owed["currency"]}
        yield "outstanding", money, owed["outstanding"]
        yield "overdue", money, owed["overdue"]
        yield "overdue-invoices", money, owed["overdue_invoices"]
        yield from (("ageing", {**money, "age": age}, amount) for age, amount in owed["ageing"].items())
    for bought in found["purchases"]:
        money = {"currency": bought["currency"]}
        yield "bought", money, bought["amount"]
        yield "days-bought", money, bought["days"]
        yield "recency", money, bought["recency_days"]
    for one in months:
        name = "received-in-month" if one["kind"] == "received" else "paid-in-month"
        yield name, {"currency": one["currency"], "month": one["month"]}, one["amount"]
    yield "contacts", {}, found["contacts"]


def of_unit(found: dict[str, Any]) -> Iterator[Shown]:
    for one in found["purchases"]:
        apart = {"currency": one["currency"], "month": one["month"]}
        yield "sold-in-month", apart, one["amount"]
        yield "customers-in-month", apart, one["customers"]
    for one in found["products"]:
        apart = {"currency": one["currency"], "product": one["product"]}
        yield "sold-of-product", apart, one["amount"]
        yield "quantity-of-product", apart, one["quantity"]
    for one in found["payments"]:
        apart = {"currency": one["currency"], "kind": one["kind"]}
        yield "payments", apart, one["amount"]
        yield "payments-number", apart, one["number"]
        yield "payments-late", apart, one["late"]
    for one in found["arrears"]:
        yield "outstanding", {"currency": one["currency"]}, one["outstanding"]
        yield "overdue", {"currency": one["currency"]}, one["overdue"]
    for one in found["assets"]:
        apart = {"currency": one["currency"], "kind": one["kind"]}
        yield "assets-number", apart, one["number"]
        yield "assets-cost", apart, one["cost"]
        yield "assets-accumulated", apart, one["accumulated"]
    for currency in {one["currency"] for one in found["assets"]}:
        held = [one for one in found["assets"] if one["currency"] == currency]
        value = sum(Decimal(one["cost"]) - Decimal(one["accumulated"]) for one in held)
        yield "assets-book-value", {"currency": currency}, value


def check(shown: Any, told: Explained) -> None:
    """The figure told beside its facts is the one that was shown, and the facts make it."""
    where = (told.figure, told.currency)
    if shown is None:
        assert (told.value, told.number, told.facts) == (None, 0, []), where
        return
    assert told.value is not None, where
    assert Decimal(str(shown)) == Decimal(told.value), where
    assert told.number == len(told.facts), where
    parts = [Decimal(one.value) for one in told.facts]
    match told.whole:
        case "sum":
            assert sum(parts) == Decimal(told.value), where
        case "mean":
            assert float(sum(parts) / len(parts)) == pytest.approx(float(told.value)), where
        case "days_since_last":
            assert told.facts[0].effective_on == max(one.effective_on for one in told.facts), where


async def check_measured(why: Why, customer: str, day: date) -> set[str]:
    """What credit is graded on is what the figures named beside it tell, to six digits."""
    values = (await why._ask(("*",), measure, customer, day)).measured.values
    seen = set()
    for name in ("settlements", "share_late", "days_late"):
        figure, _ = FIGURES[name]
        told = await why.explained(CUSTOMER, customer, figure, day)
        assert float(told.value or 0) == pytest.approx(float(values[name].value), abs=1e-6), (customer, day, name)
        assert told.number == values["settlements"].value
        seen.add(figure)
    for name, apart in (("overdue_share", {}), ("long_overdue_share", {"age": "91-"})):
        worst = values[name]
        if worst.currency is None:
            assert worst.value == 0
            continue
        money = {"currency": worst.currency}
        part = await why.explained(CUSTOMER, customer, FIGURES[name][0], day, **money, **apart)
        whole = await why.explained(CUSTOMER, customer, "outstanding", day, **money)
        assert Decimal(part.value or 0) / Decimal(whole.value or 1) == pytest.approx(worst.value, abs=Decimal("1e-6"))
    return seen


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_facts_beside_every_figure_make_that_figure(why: Why, seed: int):
    draw = random.Random(seed)
    customers = [f"c{number}" for number in range(CUSTOMERS)]
    told = {customer: history(draw, customer) for customer in customers}
    told["c1"].append(merge("c1", "c0"))
    told["c2"].append(merge("c2", "c1"))
    await why.publish(*((facts, name, draw.choice(("nanjing", "suzhou"))) for name, facts in told.items()))
    seen: dict[str, set[str]] = {"customer": set(), "contract": set(), "unit": set()}
    for day in (MIDDLE, LATE):
        for customer in customers:
            found = await why.of(customer, day)
            months = await why._ask(("*",), months_of_payments, customer, day, None)
            for name, apart, shown in of_customer(found, months):
                check(shown, await why.explained(CUSTOMER, customer, name, day, **apart))
                seen["customer"].add(name)
            seen["customer"] |= await check_measured(why, customer, day)
            for contract in found["contracts"]:
                check(contract["amount"], await why.explained(CONTRACT, contract["contract_id"], "amount", day))
                for kind, amount in contract["progress"].items():
                    check(amount, await why.explained(CONTRACT, contract["contract_id"], "progress", day, kind=kind))
                    seen["contract"] |= {"amount", "progress"}
        for unit in ("hq", "nanjing", "suzhou"):
            for book in (None, "tax"):
                for name, apart, shown in of_unit(await why.figures(unit, day, book=book)):
                    in_book = {"book": book} if book and UNIT.figures[name].in_book else {}
                    check(shown, await why.explained(UNIT, unit, name, day, **apart, **in_book))
                    seen["unit"].add(name)
    # Nothing was left out: every figure of the table was shown by some view and compared.
    assert seen == {"customer": set(CUSTOMER.figures), "contract": set(CONTRACT.figures), "unit": set(UNIT.figures)}


def test_a_figure_is_told_apart_by_all_it_must_be_and_by_nothing_else():
    with pytest.raises(InvalidFieldError):
        figure_of(CUSTOMER, "received", {})
    with pytest.raises(InvalidFieldError):
        figure_of(CUSTOMER, "blocked", {"currency": "CNY"})
    with pytest.raises(InvalidFieldError):
        figure_of(UNIT, "assets-cost", {"currency": "CNY", "kind": "capitalised", "book": "tax"})
    with pytest.raises(NotFoundError):
        figure_of(CUSTOMER, "happiness", {})


async def test_facts_come_page_by_page_and_the_figure_is_of_all_of_them(why: Why):
    facts = [registered("c1"), signed("c1", "k1")]
    facts += [receipt("c1", "k1", f"p{number}", day=f"2026-02-{number + 10}") for number in range(7)]
    await why.publish((facts, "k1", "nanjing"))
    apart, seen, cursor = {"currency": "CNY"}, [], None
    figure = figure_of(CUSTOMER, "received", apart)
    for _ in range(10):
        wanted = page(3, cursor)
        told = await why._ask(("*",), explain, CUSTOMER, "c1", figure, apart, LATE, None, wanted)
        assert (told.value, told.number) == ("700.00", 7)
        seen += [one.stream for one in told.facts]
        if "Link" not in wanted.response.headers:
            break
        cursor = wanted.response.headers["Link"].partition("cursor=")[2].partition(">")[0].replace("%3D", "=")
    assert seen == [f"payment-p{number}" for number in reversed(range(7))]


async def test_the_facts_of_units_out_of_sight_are_told_to_nobody(why: Why):
    first = [registered("c1"), signed("c1", "k1"), invoice("c1", "k1", "i1")]
    second = [signed("c1", "k2"), invoice("c1", "k2", "i2", amount=70)]
    await why.publish((first, "k1", "nanjing"), (second, "k2", "suzhou"))
    figure, apart = figure_of(CUSTOMER, "outstanding", {"currency": "CNY"}), {"currency": "CNY"}
    for scopes, value in ((("hq",), "170.00"), (("nanjing",), "100.00"), (("suzhou",), "70.00"), (("",), "0")):
        told = await why._ask(scopes, explain, CUSTOMER, "c1", figure, apart, LATE, None, page())
        assert told.value == value, scopes
        lines = await why._ask(scopes, timeline, "customer", "c1", Wanted(as_of=LATE), page())
        assert {line["unit_id"] for line in lines} <= ({"nanjing", "suzhou"} if scopes == ("hq",) else {*scopes})
    with pytest.raises(NotFoundError):
        await why._ask(("suzhou",), check_known, KNOWN_CUSTOMER, "c1", Wanted(as_of=LATE))


async def moments(why: Why, customer: str, wanted: Wanted, limit: int = 200) -> list[tuple[str, str, str]]:
    lines = await why._ask(("*",), timeline, "customer", customer, replace(wanted, as_of=LATE), page(limit))
    return [(one["room"], one["kind"], one["stream"]) for one in map(moment_of, lines)]


async def test_a_timeline_tells_each_event_once_the_latest_first(why: Why):
    facts = [registered("c1"), signed("c1", "k1"), order("c1", "k1", "o1"), booked("k1", "ordered", "o1", 203)]
    facts += [invoice("c1", "k1", "i1"), receipt("c1", "k1", "p1")]
    await why.publish((facts, "k1", "nanjing"))
    assert await moments(why, "c1", Wanted()) == [
        ("payment", "received", "payment-p1"),
        ("invoice", "issued", "invoice-i1"),
        ("ledger", "ordered", "ledger-k1"),
        ("order", "sales", "order-o1"),
        ("contract", "signed", "contract-k1"),
        ("archive", "registered", "customer-c1"),
    ]
    lines = await why._ask(("*",), timeline, "customer", "c1", Wanted(("order",), as_of=LATE), page())
    (placed,) = map(moment_of, lines)
    assert (placed["service"], placed["amount"], placed["about"]) == ("contract", "203.00", "CD, CD")


async def test_what_was_told_of_a_customer_its_contracts_and_to_its_contacts_is_in_its_timeline(why: Why):
    facts = [registered("c1"), contact("x", "c1"), signed("c1", "k1"), registered("c2"), signed("c2", "k2")]
    facts += [intended("m1", "contract-k1"), came_of("m1", "attempted"), came_of("m1", "sent", channel="email")]
    facts += [intended("m2", "customer-c1", rule="care"), came_of("m2", "failed", reason="550 refused, by name")]
    facts += [intended("m3", "survey-1", recipient="x"), came_of("m3", "suppressed", reason="no-address")]
    facts += [intended("m4", "contract-k2"), came_of("m4", "sent", channel="email"), intended("m5", "contract-k1")]
    await why.publish((facts, "k1", "nanjing"))
    assert await moments(why, "c1", Wanted(("message",))) == [
        ("message", "suppressed", "message-m3"),
        ("message", "failed", "message-m2"),
        ("message", "sent", "message-m1"),
    ]
    assert {room for room, *_ in await moments(why, "c1", Wanted())} >= {"archive", "contract", "message"}
    lines = await why._ask(("*",), timeline, "customer", "c1", Wanted(("message",), as_of=LATE), page())
    told = [(one["service"], one["contract_id"], one["about"], one["amount"]) for one in map(moment_of, lines)]
    assert told == [
        ("notify", None, "payment-thanks,email,no-address", None),
        ("notify", None, "care,email,550 refused, by name", None),
        ("notify", "k1", "payment-thanks,email", None),
    ]
    assert await moments(why, "c1", Wanted(("message",)).of_contract("k1")) == [("message", "sent", "message-m1")]
    assert await moments(why, "c1", Wanted(("message",), amounts=True)) == []


async def test_what_was_told_of_an_asset_is_in_its_timeline_and_in_nobody_s_of_another_unit(why: Why):
    facts = [
        asset("a1"),
        intended("m1", "asset-a1", rule="transfer-to-confirm"),
        came_of("m1", "delivered", channel="inbox"),
    ]
    await why.publish((facts, "a1", "nanjing"))
    for scopes, streams in ((("nanjing",), ["asset-a1", "message-m1"]), (("suzhou",), [])):
        lines = await why._ask(scopes, timeline, "asset", "a1", Wanted(as_of=LATE), page())
        assert [line["stream"] for line in lines] == streams, scopes


async def test_a_timeline_is_narrowed_by_kind_contract_days_and_whether_money_moved(why: Why):
    facts = [registered("c1"), signed("c1", "k1", 0), signed("c1", "k2"), receipt("c1", "k2", "p2", day="2026-03-01")]
    await why.publish((facts, "k1", "nanjing"))
    assert len(await moments(why, "c1", Wanted())) == 4
    for wanted, streams in (
        (Wanted(("contract",)), ["contract-k2", "contract-k1"]),
        (Wanted(contract_id="k2"), ["payment-p2", "contract-k2"]),
        (Wanted().of_contract("k1"), ["contract-k1"]),
        (Wanted(contract_id="k2").of_contract("k1"), []),
        (Wanted(first=date(2026, 2, 1)), ["payment-p2"]),
        (Wanted(last=date(2026, 1, 31), amounts=False), ["contract-k1", "customer-c1"]),
        (Wanted(amounts=True), ["payment-p2", "contract-k2"]),
    ):
        assert [stream for _, _, stream in await moments(why, "c1", wanted)] == streams, wanted
    assert await why._ask(("*",), check_known, PARTY, "k2", Wanted(as_of=LATE)) == "c1"


async def test_a_timeline_pages_through_everything_once(why: Why):
    draw = random.Random(10)
    await why.publish((history(draw, "c1"), "c1", "nanjing"), (history(draw, "c2"), "c2", "suzhou"))
    whole = await moments(why, "c1", Wanted(ROOMS))
    assert len({stream for _, _, stream in whole}) > 5
    paged: list[str] = []
    cursor = None
    while True:
        wanted = page(4, cursor)
        lines = await why._ask(("*",), timeline, "customer", "c1", Wanted(as_of=LATE), wanted)
        paged += [(line["room"], line["kind"], line["stream"]) for line in lines]
        if "Link" not in wanted.response.headers:
            break
        cursor = wanted.response.headers["Link"].partition("cursor=")[2].partition(">")[0].replace("%3D", "=")
    assert paged == whole
