"""The clauses of a draft as cards of its editor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.portal.pages.drafting.fields import AS_IS, OMIT, OTHER, OWN, Fields, clauses_in
from services.portal.pages.drafting.seen import Clause, Comment, Document
from services.portal.pages.frame.words import N_

ORIGINS: Final[Mapping[str, str]] = {
    "template": N_("as in the template"),
    "changed": N_("changed"),
    "alternative": N_("standard alternative"),
    "fallback": N_("fall-back"),
    "own": N_("own words"),
    "paper": N_("the other party's words"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One clause: how it stands in the form, and what is known of it. `before` are the words that others stand for."""

    name: str
    title: str
    text: str
    how: str
    own: bool
    risk: str
    origin: str
    code: str
    clause_id: str
    before: str
    remarks: int

    @property
    def mark(self) -> str:
        """The name as part of an id of the page."""
        return self.name.replace(".", "_")

    @property
    def chosen(self) -> str:
        """The standard clause that stands in its place."""
        return self.how.removeprefix(OTHER) if self.how.startswith(OTHER) else ""


def cards_of(fields: Fields, document: Document, comments: Sequence[Comment]) -> list[Card]:
    """In the order of the document, those left out last, then what a form says besides."""
    known = {one.clause: one for one in (*document.clauses, *document.omitted) if one.clause}
    names = dict.fromkeys([*known, *clauses_in(fields)])
    left = [sum(1 for one in comments if one.clause == name and not one.resolved) for name in names]
    return [
        _card(name, fields, known.get(name), number)
        for name, number in zip(names, left, strict=True)
        if f"clause-{name}-how" in fields
    ]


def _card(name: str, fields: Fields, clause: Clause | None, remarks: int) -> Card:
    place = f"clause-{name}"
    own = fields.get(f"{place}-own") == "yes"
    how = fields[f"{place}-how"]
    return Card(
        name=name,
        title=fields.get(f"{place}-title", ""),
        text=fields.get(f"{place}-text", ""),
        how=how if how in (AS_IS, OMIT) or how.startswith(OTHER) else OWN,
        own=own,
        risk=clause.risk if clause else "high",
        origin=clause.origin if clause else "own",
        code=(clause.code or "") if clause else "",
        clause_id=(clause.clause_id or "") if clause else "",
        before=(clause.instead_of.words if clause.instead_of else clause.words) if clause else "",
        remarks=remarks,
    )
