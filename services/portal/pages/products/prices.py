"""The prices of a product as they were said: which of them holds, and how each went over time."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from services.portal.pages.frame.words import N_
from services.portal.pages.products.seen import Price

KINDS: Final[Mapping[str, str]] = {
    "transfer": N_("transfer price"),
    "wholesale": N_("wholesale price"),
    "retail": N_("retail price"),
    "cost": N_("cost"),
    "customer": N_("price for a customer"),
}
Place = tuple[str, str, str]
"""Kind, customer and currency: what a price is for."""


def place(price: Price) -> Place:
    return price.kind, price.customer_id or "", price.currency


def last_words(prices: Sequence[Price]) -> list[Price]:
    """Of what was said of one place and day the last word, by day."""
    said: dict[tuple[Place, date], Price] = {}
    for one in sorted(prices, key=lambda price: price.version):
        said[place(one), one.effective_on] = one
    return sorted(said.values(), key=lambda price: (price.effective_on, place(price)))


def in_force(prices: Sequence[Price], on: date) -> dict[Place, Price]:
    """The price that holds of each place; one that ended is none."""
    found: dict[Place, Price] = {}
    for one in last_words(prices):
        if one.effective_on <= on:
            found[place(one)] = one
    return {at: price for at, price in sorted(found.items()) if price.price is not None}


def superseded(prices: Sequence[Price]) -> set[int]:
    """Versions that were said otherwise later for the same day."""
    return {one.version for one in prices} - {one.version for one in last_words(prices)}


def chart(prices: Sequence[Price], on: date, name: Callable[[Place], str]) -> dict[str, Any] | None:
    """Each price over time as steps; None where there are fewer than two days to tell."""
    words = last_words(prices)
    days = sorted({one.effective_on for one in words} | {on})
    if len(days) < 2:
        return None
    series = []
    for at in sorted({place(one) for one in words}):
        said = {one.effective_on: one.price for one in words if place(one) == at}
        line: list[float | None] = []
        now: float | None = None
        for day in days:
            if day in said:
                told = said[day]
                now = None if told is None else float(told)
            line.append(now)
        series.append({"name": name(at), "type": "line", "step": "end", "data": line})
    return {"labels": [day.isoformat() for day in days], "series": series}
