"""Blanks of standard clauses that stand in place of others: filled in beside the template's own."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from services.portal.pages.drafting.fields import OTHER, Fields, clauses_in
from services.portal.pages.drafting.seen import Document, Standard, TemplateRow, Variable
from services.portal.pages.frame.visit import Visit

PARTS: Final = ("", "-currency", "-unit", "-identifier")
"""What a variable has besides its own field, by its kind."""


async def declared_by(visit: Visit, document: Document | None) -> list[Variable]:
    """What the template of a document declares."""
    if document is None or document.template_id is None:
        return []
    template = await visit.asking.ask("contract", f"/v1/templates/{document.template_id}", TemplateRow)
    return list(template.value.variables) if template.value else []


def known_to(document: Document | None, declared: Sequence[Variable]) -> frozenset[str]:
    """The names of the blanks that a contract has filled in already."""
    if document is None:
        return frozenset()
    more = {one.name for one in document.variables}
    return frozenset({one.name for one in declared} | set(document.values) | more)


async def standards_in(visit: Visit, fields: Mapping[str, str]) -> dict[str, Standard]:
    """The standard clauses that a form chooses, by the clause whose place they take."""
    chosen = {
        name: how.removeprefix(OTHER)
        for name in clauses_in(fields)
        if (how := fields[f"clause-{name}-how"]).startswith(OTHER)
    }
    ask = visit.asking.ask
    ids = sorted(set(chosen.values()))
    found = await asyncio.gather(*(ask("contract", f"/v1/clauses/{one}", Standard) for one in ids))
    known = {one: part.value for one, part in zip(ids, found, strict=True) if part.value}
    return {name: known[one] for name, one in chosen.items() if one in known}


def open_in(standards: Mapping[str, Standard], known: Collection[str]) -> list[Variable]:
    """Their blanks that nobody has filled in otherwise, each once."""
    found = {each.name: each for one in standards.values() for each in one.variables if each.name not in known}
    return list(found.values())


def place_of(clause: str, name: str) -> str:
    """The field of a blank on the card of a clause, before the clause is chosen."""
    return f"blank-{clause}-{name}"


def folded(fields: Fields, standards: Mapping[str, Standard]) -> Fields:
    """What was typed on the cards of clauses, as what the draft's blanks are filled in with."""
    return {**fields, **dict(_typed(fields, standards))}


def _typed(fields: Mapping[str, str], standards: Mapping[str, Standard]) -> Iterator[tuple[str, str]]:
    for clause, standard in standards.items():
        for one in standard.variables:
            place = place_of(clause, one.name)
            if not fields.get(place):
                continue
            for part in PARTS:
                if f"{place}{part}" in fields:
                    yield f"var-{one.name}{part}", fields[f"{place}{part}"]
