"""Figures that differ between two versions, in the words of their reader."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.portal.pages.approval.document import OCCASIONS
from services.portal.pages.drafting.seen import FigureChange
from services.portal.pages.frame.formats import Formats
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.words import N_

NAMES: Final[dict[str, str]] = {
    "title": N_("Name of the contract"),
    "direction": N_("Direction"),
    "counterparty_id": N_("With"),
    "amount": N_("Amount"),
    "amount_kind": N_("Kind of amount"),
    "governing_law": N_("Governing law"),
    "forum": N_("Forum"),
    "country": N_("Country"),
    "language": N_("Language"),
    "copies": N_("Copies"),
    "clause": N_("Clause"),
    "phase": N_("Phase"),
    "debtor": N_("Who pays"),
    "due_on": N_("Day"),
    "event": N_("Due"),
    "days": N_("Days"),
    "after": N_("Due"),
    "conditions": N_("Conditions"),
    "instrument": N_("Paid as"),
    "description": N_("Description"),
    "quantity": N_("Quantity"),
    "unit": N_("Unit"),
    "unit_price": N_("Unit price without tax"),
    "tax_rate": N_("Tax rate"),
    "net": N_("Net"),
    "tax": N_("Tax"),
    "gross": N_("Gross"),
    "secured": N_("Guarantee"),
    "role": N_("Role"),
    "renewal": N_("Renewal by itself"),
    "months": N_("Months"),
    "notice_days": N_("Days of notice"),
    "times": N_("Times"),
    "master": N_("Master contract"),
    "cap": N_("Cap"),
    "open_clauses": N_("Clauses that may be said otherwise"),
    "product_code": N_("Product"),
    "under": N_("Master contract"),
}
PLACES: Final[dict[str, str]] = {
    "lines": N_("Line %(n)s"),
    "plan": N_("Payment %(n)s"),
    "deliverables": N_("Deliverable %(n)s"),
    "parties": N_("Party %(n)s"),
    "attachments": N_("Attachment %(n)s"),
    "conditions": N_("Condition %(n)s"),
    "quantities": N_("Product %(n)s"),
}
TERM: Final = (N_("Term from"), N_("Term until"), N_("In effect from"))
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
AMOUNT: Final = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?) ([A-Z]{3})\Z")
SAID_ELSEWHERE: Final = ("names",)
"""Follows from the other figures."""

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure by its name, as it was and as it is; empty where there is none."""

    name: str
    before: str
    after: str


def figure_rows(changes: Sequence[FigureChange], formats: Formats, say: Say) -> list[FigureRow]:
    """Every figure that differs, but those that follow from others; parties by what the contract calls them."""
    called = {
        one.pointer.rpartition("/")[2]: one.after or one.before
        for one in changes
        if one.pointer.startswith("/names/") and isinstance(one.after or one.before, str)
    }

    def written(value: Any) -> str:
        return called[value] if isinstance(value, str) and value in called else _written(value, formats, say)

    shown = [one for one in changes if one.pointer.split("/")[1] not in SAID_ELSEWHERE]
    return [FigureRow(_name(one.pointer, say), written(one.before), written(one.after)) for one in shown]


def _name(pointer: str, say: Say) -> str:
    parts = pointer.split("/")[1:]
    if parts[0] == "term" and len(parts) > 1:
        return say(TERM[int(parts[1])])
    names = []
    for at, part in enumerate(parts):
        if part.isdigit() and at and parts[at - 1] in PLACES:
            names.append(say(PLACES[parts[at - 1]]) % {"n": int(part) + 1})
        elif part in NAMES and not (part == "amount" and at and parts[at - 1] in NAMES):
            names.append(say(NAMES[part]))
    return " · ".join(dict.fromkeys(names)) or pointer


def _written(value: Any, formats: Formats, say: Say) -> str:
    match value:
        case None | "":
            return ""
        case {"amount": _, "currency": _}:
            return formats.money(value)
        case {"event": event, "days": days}:
            return say(N_("%(days)s days after %(event)s")) % {"days": days, "event": say(OCCASIONS.get(event, event))}
        case dict():
            told = [_written(one, formats, say) for name, one in value.items() if not name.endswith("_id")]
            return " · ".join(one for one in told if one)
        case list():
            return ", ".join(_written(one, formats, say) for one in value)
        case bool():
            return say(N_("yes")) if value else say(N_("no"))
        case str() if DAY.match(value):
            return formats.day(value)
        case str() if found := AMOUNT.match(value):
            return formats.money({"amount": found[1], "currency": found[2]})
        case str():
            return say(TERMS[value]) if value in TERMS else value
        case _:
            return str(value)
