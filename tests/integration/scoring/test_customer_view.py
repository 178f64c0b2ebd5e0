"""The queries behind the customer 360 and a unit's figures: as of a day, as known at a moment, and for whom."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.scoring.customer_view.queries import customer_360
from services.scoring.customer_view.unit_figures import unit_figures
from shared.security import folding
from shared.values.errors import NotFoundError
from tests.integration.scoring.story import service_of
from tests.unit.services.scoring.folding.made import (
    BEGAN,
    adjusted,
    allocation,
    amended,
    asset,
    booked,
    invoice,
    moved,
    order,
    receipt,
    refund,
    registered,
    signed,
    told,
    worn,
)

LATE = date(2026, 12, 31)


class View:
    """Asks the queries as somebody whose permission reaches some units."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine

    async def publish(self, *families: tuple[list[Any], str, str]) -> None:
        """Facts with their key and unit; then everything is folded."""
        records = [record for facts, key, unit in families for record in told(facts, key=key, unit=unit)]
        await self.engine.publish([(service_of(record), record) for record in records])
        await self.engine.fold_everything()

    async def _ask(self, scopes: tuple[str, ...], question: Callable[..., Any], *arguments: Any) -> Any:
        context = replace(self.engine.store.system_context(), actor="li", scopes=scopes)
        async with self.engine.store.begin(context, role="app", read_only=True) as work:
            return await question(work, *arguments)

    async def of(self, customer: str, as_of: date = LATE, known_at: datetime | None = None, *scopes: str) -> Any:
        return json.loads(await self._ask(scopes or ("*",), customer_360, customer, as_of, known_at))

    async def figures(
        self, unit: str, as_of: date = LATE, known_at: datetime | None = None, *scopes: str, book: str | None = None
    ) -> Any:
        return await self._ask(scopes or ("*",), unit_figures, unit, as_of, known_at, book)


@pytest.fixture
async def view(engine) -> View:
    async with engine.store.begin() as work:
        for unit, parent in (("hq", None), ("nanjing", "hq"), ("suzhou", "hq")):
            for statement in folding.unit_changed(unit, parent, unit, "city", None, active=True):
                await work.execute(statement)
    return View(engine)


async def test_who_has_no_archive_yet_or_none_in_sight_is_not_there(view: View):
    await view.publish(([registered("c1")], "c1", "nanjing"))
    assert (await view.of("c1"))["profile"]["name"] == "Bridge Works"
    for question in (("c2",), ("c1", date(2026, 1, 4)), ("c1", LATE, BEGAN - timedelta(hours=1))):
        with pytest.raises(NotFoundError):
            await view.of(*question)
    assert (await view.of("c1", LATE, None, "hq"))["customer_id"] == "c1"
    with pytest.raises(NotFoundError):
        await view.of("c1", LATE, None, "suzhou")


async def test_a_customer_with_no_business_has_empty_figures_and_no_share_of_late_payments(view: View):
    await view.publish(([registered("c1")], "c1", "nanjing"))
    found = await view.of("c1")
    assert (found["purchases"], found["arrears"], found["contracts"], found["merged"]) == ([], [], [], [])
    behaviour = found["payment_behaviour"]
    assert (behaviour["settled"], behaviour["share_late"], behaviour["mean_days_late"]) == (0, None, None)


async def test_a_contract_says_what_its_amendment_says_from_that_day_on(view: View):
    await view.publish(([registered("c1"), signed("c1", "k1"), amended("k1")], "k1", "nanjing"))
    told = {day: (await view.of("c1", day))["contracts"] for day in (date(2026, 2, 28), date(2026, 3, 1))}
    assert {day: [(one["title"], one["amount"], one["state"]) for one in found] for day, found in told.items()} == {
        date(2026, 2, 28): [("Frame", "1000.00", "signed")],
        date(2026, 3, 1): [("Frame, amended", "2000.00", "signed")],
    }
    assert told[date(2026, 3, 1)][0]["signed_on"] == "2026-01-05"


async def test_arrears_age_with_the_day_asked_for(view: View):
    facts = [registered("c1"), signed("c1", "k1")]
    facts += [invoice("c1", "k1", f"i{days}", due_on=f"{date(2026, 6, 1) - timedelta(days):%Y-%m-%d}") for days in (
        0, 1, 30, 31, 60, 61, 90, 91,
    )]  # fmt: skip
    facts.append(allocation("c1", "k1", "p1", "i91", due_on="2026-03-02", day="2026-05-20", amount=40))
    await view.publish((facts, "k1", "nanjing"))
    (owed,) = (await view.of("c1", date(2026, 6, 1)))["arrears"]
    assert (owed["outstanding"], owed["overdue"], owed["overdue_invoices"]) == ("760.00", "660.00", 7)
    assert owed["ageing"] == {"1-30": "200.00", "31-60": "200.00", "61-90": "200.00", "91-": "60.00"}
    (before,) = (await view.of("c1", date(2026, 5, 19)))["arrears"]
    assert before["outstanding"] == "800.00"


async def test_credit_notes_refunds_retention_and_offsets_change_what_is_owed_of_the_invoice_they_name(view: View):
    facts = [registered("c1"), signed("c1", "k1"), invoice("c1", "k1", "i1"), invoice("c1", "k1", "i2")]
    facts.append(allocation("c1", "k1", "p1", "i1", amount=80))
    facts += [
        adjusted("k1", "credited", "n1", "i1", 30, "2026-02-01"),
        adjusted("k1", "refunded", "p2", "i1", 10, "2026-02-02"),
        refund("c1", "k1", "p2", amount=10, day="2026-02-02"),
        adjusted("k1", "retained", "r1", "i2", 5, "2026-02-03"),
        adjusted("k1", "offset", "o1", "i2", 15, "2026-02-04"),
        adjusted("k1", "released", "r2", "i2", 5, "2026-02-05"),
        adjusted("k1", "charged", "p3", None, 2, "2026-02-05"),
    ]
    await view.publish((facts, "k1", "nanjing"))
    expected = {1: "100.00", 2: "100.00", 3: "95.00", 4: "80.00", 5: "85.00"}
    for day, outstanding in expected.items():
        for found in (await view.of("c1", date(2026, 2, day)), await view.figures("nanjing", date(2026, 2, day))):
            assert [one["outstanding"] for one in found["arrears"]] == [outstanding], day
    found = await view.of("c1")
    assert found["payment_behaviour"]["refunded"] == {"CNY": "10.00"}
    assert found["payment_behaviour"]["returned"] == {}
    assert found["contracts"][0]["progress"] == {
        "credited": "30.00", "refunded": "10.00", "retained": "5.00", "offset": "15.00", "released": "5.00",
        "charged": "2.00",
    }  # fmt: skip


async def test_recency_frequency_and_money_count_days_of_purchase_and_not_orders(view: View):
    facts = [registered("c1"), signed("c1", "k1")]
    days = ("2026-01-06", "2026-01-06", "2026-02-10")
    facts += [order("c1", "k1", f"o{place}", day=day) for place, day in enumerate(days)]
    await view.publish((facts, "k1", "nanjing"))
    (bought,) = (await view.of("c1", date(2026, 2, 15)))["purchases"]
    assert (bought["days"], bought["first_on"], bought["last_on"]) == (2, "2026-01-06", "2026-02-10")
    assert (bought["recency_days"], bought["amount"]) == (5, "609.00")
    (earlier,) = (await view.of("c1", date(2026, 1, 31)))["purchases"]
    assert (earlier["days"], earlier["recency_days"], earlier["amount"]) == (1, 25, "406.00")


async def test_what_was_recorded_later_was_not_known_before(view: View):
    facts = [registered("c1"), signed("c1", "k1"), invoice("c1", "k1", "i1"), receipt("c1", "k1", "p1")]
    await view.publish((facts, "k1", "nanjing"))
    known = {minute: await view.of("c1", LATE, BEGAN + timedelta(minutes=minute)) for minute in (0, 1, 2, 3)}
    assert [len(known[minute]["contracts"]) for minute in (0, 1)] == [0, 1]
    assert [len(known[minute]["arrears"]) for minute in (1, 2)] == [0, 1]
    assert [known[minute]["payment_behaviour"]["received"] for minute in (2, 3)] == [{}, {"CNY": "100.00"}]


async def test_a_contract_shows_its_state_and_how_far_it_is(view: View):
    facts = [
        registered("c1"),
        signed("c1", "k1"),
        booked("k1", "ordered", "o1", 300),
        booked("k1", "ordered", "o2", 50),
    ]
    facts.append(booked("k1", "invoiced", "i1", 100))
    await view.publish((facts, "k1", "nanjing"))
    (contract,) = (await view.of("c1"))["contracts"]
    assert (contract["number"], contract["amount"], contract["state"]) == ("S-1", "1000.00", "signed")
    assert contract["progress"] == {"ordered": "350.00", "invoiced": "100.00"}


async def test_business_of_merged_archives_is_the_survivors_and_the_view_says_which(view: View):
    merged = ("customer", "customer-c2", "customer.merged.v1", {"customer_id": "c2", "survivor_id": "c1"})
    second = [registered("c2", name="Bridge Work"), signed("c2", "k2"), order("c2", "k2", "o2"), merged]
    await view.publish(([registered("c1"), signed("c1", "k1"), order("c1", "k1", "o1")], "k1", "nanjing"))
    await view.publish((second, "k2", "nanjing"))
    one, other = await view.of("c1"), await view.of("c2")
    assert (one["customer_id"], one["asked_for"], one["merged"]) == ("c1", "c1", ["c2"])
    assert (other["customer_id"], other["asked_for"], other["profile"]["name"]) == ("c1", "c2", "Bridge Works")
    assert one["purchases"] == other["purchases"]
    assert one["purchases"][0]["amount"] == "406.00"


async def test_a_view_holds_only_what_lies_in_sight(view: View):
    first = [registered("c1"), signed("c1", "k1"), invoice("c1", "k1", "i1")]
    second = [signed("c1", "k2"), invoice("c1", "k2", "i2", amount=70)]
    await view.publish((first, "k1", "nanjing"), (second, "k2", "suzhou"))
    assert len((await view.of("c1", LATE, None, "hq"))["contracts"]) == 2
    ours = await view.of("c1", LATE, None, "nanjing")
    assert [one["contract_id"] for one in ours["contracts"]] == ["k1"]
    assert [one["outstanding"] for one in ours["arrears"]] == ["100.00"]


async def test_a_units_figures_are_its_own_and_those_below_it(view: View):
    north = [registered("c1"), signed("c1", "k1"), order("c1", "k1", "o1"), invoice("c1", "k1", "i1")]
    south = [registered("c2"), signed("c2", "k2"), order("c2", "k2", "o2", day="2026-02-06")]
    await view.publish((north, "k1", "nanjing"), (south, "k2", "suzhou"))
    whole, part = await view.figures("hq"), await view.figures("nanjing")
    assert [(one["month"], one["amount"], one["customers"]) for one in whole["purchases"]] == [
        ("2026-01", "203.00", 1),
        ("2026-02", "203.00", 1),
    ]
    assert [one["month"] for one in part["purchases"]] == ["2026-01"]
    assert [(one["outstanding"], one["overdue"]) for one in part["arrears"]] == [("100.00", "100.00")]
    assert (await view.figures("suzhou"))["arrears"] == []
    assert (await view.figures("nobody"))["purchases"] == []
    assert (await view.figures("hq", LATE, None, "suzhou"))["purchases"] == (await view.figures("suzhou"))["purchases"]


async def test_an_asset_counts_where_it_was_on_the_day(view: View):
    facts = [asset("a1"), worn("a1", 8), moved("a1", "nanjing", "suzhou", accumulated=8)]
    await view.publish((facts, "a1", "nanjing"))
    before, after = date(2026, 1, 31), date(2026, 2, 1)
    for unit, day, there in (
        ("nanjing", before, True),
        ("suzhou", before, False),
        ("nanjing", after, False),
        ("suzhou", after, True),
        ("hq", before, True),
        ("hq", after, True),
    ):
        assets = (await view.figures(unit, day))["assets"]
        assert [(one["number"], one["cost"], one["accumulated"]) for one in assets] == [(1, "500.00", "8.00")] * there


async def test_an_asset_that_was_given_away_is_counted_by_who_has_it_whoever_looks(view: View):
    facts = [asset("a1"), worn("a1", 8), moved("a1", "nanjing", "suzhou", accumulated=8)]
    await view.publish((facts, "a1", "nanjing"))
    before, after = date(2026, 1, 31), date(2026, 2, 1)
    for sight in ("nanjing", "suzhou", "hq"):
        for day, holder in ((before, "nanjing"), (after, "suzhou")):
            for unit in ("nanjing", "suzhou"):
                assets = (await view.figures(unit, day, None, sight))["assets"]
                there = unit == holder and sight in (unit, "hq")
                assert [(one["kind"], one["cost"], one["accumulated"]) for one in assets] == [
                    ("capitalised", "500.00", "8.00")
                ] * there, (sight, day, unit)


async def test_assets_are_shown_in_one_book_the_leading_one_unless_another_is_asked_for(view: View):
    facts = [asset("a1"), worn("a1", 8), worn("a1", 30, book="tax", leading=False), asset("a2"), worn("a2", 5)]
    await view.publish((facts, "a1", "nanjing"))
    for book, accumulated in ((None, "13.00"), ("accounting", "13.00"), ("tax", "30.00"), ("nobody's", "0")):
        found = await view.figures("nanjing", LATE, None, book=book)
        assert [one["accumulated"] for one in found["assets"]] == [accumulated], book
        assert found["book"] == book
        assert [(one["book"], one["leading"], one["assets"]) for one in found["books"]] == [
            ("accounting", True, 2),
            ("tax", False, 1),
        ]
