"""A card as it stood, made of the changes that count by a day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

STANDING: Final = ("held_by", "stage", "class_code", "cost", "location", "department", "holder_id")


def standing(
    history: Sequence[Mapping[str, Any]], on: date, known_until: datetime | None = None
) -> dict[str, Any] | None:
    """What the changes effective by `on` and recorded by `known_until` make of a card; None where none is.

    `history` holds the card after each change, its entry first. A change is what differs from the row before, so that
    one recorded late for an earlier day counts from that day on, beside those recorded before it; what it did to the
    cost is added. An asset was there by the first day of which anything is said, be it before that of its entry.
    """
    counted = [
        row["effective_on"] <= on and (known_until is None or row["recorded_at"] <= known_until) for row in history
    ]
    if not any(counted):
        return None
    stood = {name: history[0][name] for name in STANDING}
    for before, row, counts in zip(history, history[1:], counted[1:], strict=False):
        if counts:
            stood |= {name: _after(stood[name], before[name], row[name]) for name in STANDING}
    return stood


def _after(stood: Any, before: Any, after: Any) -> Any:
    if isinstance(after, Decimal):
        return stood + after - before
    return stood if after == before else after
