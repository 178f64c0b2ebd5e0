"""A card as of a day, whatever the order in which its changes came to be known."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from services.asset.card.standing import standing

ENTERED = {
    "held_by": "nanjing",
    "stage": "in-use",
    "class_code": "02.03",
    "cost": Decimal(100),
    "location": "",
    "department": "",
    "holder_id": None,
}


def history(*changes: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The card after each change; the first day is that of its entry, and each is recorded on the day of its place."""
    rows, card = [], dict(ENTERED)
    for place, (day, change) in enumerate(changes, 1):
        added = {"cost": card["cost"] + change.get("cost", 0)}
        card = {**card, **change, **added}
        recorded = datetime(2026, 6, place, tzinfo=UTC)
        rows.append({**card, "effective_on": date.fromisoformat(day), "recorded_at": recorded})
    return rows


def test_before_its_entry_there_is_no_card():
    assert standing(history(("2026-01-10", {})), date(2026, 1, 9)) is None
    assert standing(history(("2026-01-10", {})), date(2026, 1, 10)) == ENTERED
    assert standing([], date(2026, 1, 10)) is None


def test_what_is_said_of_a_day_before_its_entry_says_that_it_was_there():
    told = history(("2026-11-23", {}), ("2026-02-01", {"location": "hall 1"}), ("2026-03-01", {"cost": 20}))
    assert standing(told, date(2026, 1, 31)) is None
    assert standing(told, date(2026, 2, 15)) == {**ENTERED, "location": "hall 1"}
    assert standing(told, date(2026, 11, 23)) == {**ENTERED, "location": "hall 1", "cost": Decimal(120)}


def test_a_change_recorded_late_counts_from_its_day_and_is_not_forgotten_afterwards():
    told = history(("2026-01-10", {}), ("2026-03-01", {"cost": 20}), ("2026-02-01", {"location": "hall 2"}))
    by_day = {day: standing(told, date.fromisoformat(day)) for day in ("2026-01-31", "2026-02-01", "2026-03-01")}
    assert by_day["2026-01-31"] == ENTERED
    assert by_day["2026-02-01"] == {**ENTERED, "location": "hall 2"}
    assert by_day["2026-03-01"] == {**ENTERED, "location": "hall 2", "cost": Decimal(120)}


def test_what_was_not_known_yet_is_left_out():
    told = history(("2026-01-10", {}), ("2026-03-01", {"cost": 20}), ("2026-02-01", {"location": "hall 2"}))
    found = standing(told, date(2026, 12, 31), datetime(2026, 6, 2, tzinfo=UTC))
    assert found == {**ENTERED, "cost": Decimal(120)}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_costs_add_up_in_whatever_order_they_were_recorded(order: tuple[int, ...]):
    changes = [("2026-02-01", {"cost": 5}), ("2026-03-01", {"cost": 70}), ("2026-04-01", {"cost": -20})]
    told = history(("2026-01-10", {}), *(changes[place] for place in order))
    days = [date(2026, month, 15) for month in (1, 2, 3, 4)]
    found = [standing(told, day) for day in days]
    assert [one and one["cost"] for one in found] == [Decimal(cost) for cost in (100, 105, 175, 155)]
