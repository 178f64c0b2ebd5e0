"""A contract's text as somebody reads it: the document with its headings, and the figures that stand behind it.

What is hashed and approved is one text, clauses first and then the figures as JSON, so that no figure changes unseen.
A reader gets both: the words laid out, and the figures as facts that say what they were in the round before.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from pydantic import ValidationError

from services.portal.pages.approval.difference import Piece, within
from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.formats import Formats
from services.portal.pages.frame.money import Money, unpriced
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.words import N_

FIGURES_BEGIN: Final = "\n{\n"
HEADING: Final = re.compile(r"(?P<number>[0-9]+(\.[0-9]+)*|第[^\s]{1,6}[条章节])\s+(?P<title>\S.{0,79})")
TITLES_END: Final = re.compile(r"[。；.;:：]\Z")

FIGURES_WHOLE: Final = re.compile(r"[^\s\d]{0,3}\d[\d,.]*%?|[A-Za-z_]+|\s+|.", re.DOTALL)
"""An amount is one piece with its currency: a figure that changed is read whole."""
OCCASIONS: Final = {
    "signing": N_("signing"),
    "delivery": N_("delivery"),
    "acceptance": N_("acceptance"),
    "invoice": N_("invoice"),
    "customer_payment": N_("our customer's payment"),
}

Say = Callable[[str], str]


class After(Seen):
    event: str
    days: int


class Line(Seen):
    line: int
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    tax_rate: Decimal
    gross: Money


class Planned(Seen):
    clause: str
    phase: str
    debtor: str
    due_on: date | None = None
    after: After | None = None
    amount: Money
    conditions: tuple[str, ...] = ()


class Figures(Seen):
    """What stands behind the words of a contract; `term` is its first day, its last, and the day it takes effect."""

    title: str
    direction: str
    counterparty_id: str
    amount: str
    amount_kind: str = ""
    lines: list[Line]
    plan: list[Planned]
    term: tuple[date | Literal[""], date | Literal[""], date | Literal[""]]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with the paragraphs below it; either may be missing."""

    number: str
    title: str
    paragraphs: list[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One fact by its name: what it is now, what it was before where that differs, and what changed in it."""

    name: str
    now: str
    pieces: list[Piece]
    state: Literal["same", "changed", "new", "gone"]


def parted(words: str) -> tuple[str, Figures | None]:
    """The document and its figures; a text that ends in none of that form is all document."""
    at = words.rfind(FIGURES_BEGIN)
    if at < 0:
        return words, None
    try:
        figures = Figures.model_validate(json.loads(words[at:]))
    except (ValueError, ValidationError):
        return words, None
    return words[:at].rstrip() + "\n", figures


def blocks_of(document: str) -> Iterator[Block]:
    """The document's parts: a line that stands alone, numbered and without a full stop, is a heading."""
    block = Block("", "", [])
    for line in (line.strip() for line in document.splitlines()):
        found = HEADING.fullmatch(line)
        if found and not TITLES_END.search(line):
            if block.title or block.paragraphs:
                yield block
            block = Block(found["number"], found["title"], [])
        elif line:
            block.paragraphs.append(line)
    if block.title or block.paragraphs:
        yield block


@dataclass(frozen=True, slots=True)
class Facts:
    """Writes figures as facts, for one reader; `parties` are names of counterparties by id, `kind` is that of an
    amount whose figures name none.
    """

    formats: Formats
    say: Say
    parties: Mapping[str, str]
    kind: str = ""

    def compared(self, before: Figures | None, now: Figures) -> list[Row]:
        """Every fact of now, and those of before that are gone, where they stood."""
        old, new = dict(self._said(before)) if before else {}, dict(self._said(now))
        names = [*new, *(name for name in old if name not in new)]
        return [self._row(name, old.get(name), new.get(name), compared=before is not None) for name in names]

    def _row(self, name: str, old: str | None, new: str | None, *, compared: bool) -> Row:
        if new is None:
            return Row(name, "", [Piece("gone", old or "")], "gone")
        if not compared or new == old:
            return Row(name, new, [], "same")
        if old is None:
            return Row(name, new, [Piece("new", new)], "new")
        return Row(name, new, list(within(old, new, FIGURES_WHOLE)), "changed")

    def _said(self, figures: Figures) -> Iterator[tuple[str, str]]:
        first, last, effective = figures.term
        amount, _, currency = figures.amount.partition(" ")
        yield self.say(N_("Name of the contract")), figures.title
        yield self.say(N_("Direction")), self._term(figures.direction)
        yield self.say(N_("With")), self.parties.get(figures.counterparty_id, self.say(N_("unknown at the moment")))
        why_none = unpriced(figures.amount_kind or self.kind, amount)
        worth = self.say(why_none) if why_none else self.formats.money({"amount": amount, "currency": currency})
        yield self.say(N_("Amount")), worth
        if first or last:
            yield self.say(N_("Term")), f"{self._day(first)} – {self._day(last)}"
        if effective:
            yield self.say(N_("In effect from")), self._day(effective)
        for line in figures.lines:
            yield self.say(N_("Line %(n)s")) % {"n": line.line}, self._line(line, currency)
        for planned in figures.plan:
            yield f"{planned.clause} {self._term(planned.phase)}", self._planned(planned)

    def _line(self, line: Line, currency: str) -> str:
        price = self.formats.money({"amount": line.unit_price, "currency": currency})
        priced = f"{line.description}: {self.formats.number(line.quantity)} {self._term(line.unit)} × {price}"
        taxed = f" + {self.formats.percent(line.tax_rate)}" if line.tax_rate else ""
        return f"{priced}{taxed} = {self.formats.money(line.gross)}"

    def _planned(self, planned: Planned) -> str:
        said = [self._term(planned.debtor), self.formats.money(planned.amount), self._due(planned)]
        needed = [self.say(OCCASIONS.get(one, one)) for one in planned.conditions]
        if needed:
            said.append(self.say(N_("only with %(what)s")) % {"what": ", ".join(needed)})
        return " · ".join(one for one in said if one)

    def _due(self, planned: Planned) -> str:
        if planned.after is not None:
            words = {"days": planned.after.days, "event": self.say(OCCASIONS.get(planned.after.event, ""))}
            return self.say(N_("%(days)s days after %(event)s")) % words
        return self._day(planned.due_on or "")

    def _term(self, code: str) -> str:
        return self.say(TERMS.get(code, code))

    def _day(self, day: Any) -> str:
        return self.formats.day(day) if day else "…"
