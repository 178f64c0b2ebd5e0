"""Why an order is held, rule by rule with the figures it was decided by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from services.portal.pages.credit.seen import Reason
from services.portal.pages.frame.money import Money
from services.portal.pages.frame.words import N_

Form = Literal["text", "number", "share", "days"]

AMOUNT: Final = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?) ([A-Z]{3})")
FIGURES: Final[Mapping[str, tuple[tuple[str, str, Form], ...]]] = {
    "credit_term": (
        ("number", N_("Oldest open invoice"), "text"),
        ("days", N_("Its age"), "days"),
        ("term_days", N_("A bill may grow"), "days"),
    ),
    "discount": (
        ("line", N_("Line"), "text"),
        ("product_code", N_("Product"), "text"),
        ("wholesale", N_("Wholesale price"), "number"),
        ("price", N_("Price"), "number"),
        ("allowed", N_("Off it at most"), "share"),
    ),
}
"""What is told of a rule that is not about an amount: the figure, its name, how it is written."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a limit left: `used` of it before the order, which asked for `requested`; all of one currency."""

    limit: Money
    used: Money
    requested: Money

    @property
    def beyond(self) -> Money:
        """By how much the order passes it."""
        over = Decimal(self.used.amount) + Decimal(self.requested.amount) - Decimal(self.limit.amount)
        return Money(amount=f"{over:f}", currency=self.limit.currency)

    @property
    def share(self) -> int:
        """How much of the limit was used before, in percent, up to a hundred."""
        limit = Decimal(self.limit.amount)
        return min(100, max(0, round(100 * Decimal(self.used.amount) / limit))) if limit else 100


@dataclass(frozen=True, slots=True)
class Why:
    """One rule: either the room that a limit left, or its figures by name and form."""

    rule: str
    room: Room | None
    figures: tuple[tuple[str, str, Form], ...] = ()


def why_of(reason: Reason) -> Why:
    """A reason as it is read. Figures that this page does not know are told as they came."""
    amounts = [money_of(reason.figures.get(name, "")) for name in ("limit", "used", "requested")]
    if None not in amounts:
        return Why(reason.rule, Room(*amounts))  # type: ignore[arg-type]  # none of them is None
    known = FIGURES.get(reason.rule)
    if known is None:
        return Why(reason.rule, None, tuple((name, value, "text") for name, value in reason.figures.items()))
    told = tuple((words, reason.figures[name], form) for name, words, form in known if name in reason.figures)
    return Why(reason.rule, None, told)


def money_of(text: str) -> Money | None:
    """`113000.00 CNY` as money; None for what is none."""
    found = AMOUNT.fullmatch(text)
    return Money(amount=found[1], currency=found[2]) if found else None
