"""Limits and questions as the flat fields of a form: `limit-0-name`, one question a paragraph."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.portal.pages.drafting.fields import Fields, Said, figure
from services.portal.pages.requirements.seen import Limit

LIMIT_KINDS: Final = ("chemistry", "mechanics", "dimension", "process", "substance")
LIMIT: Final = re.compile(r"limit-([0-9]{1,3})-(name|unit|least|most)\Z")
ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
APART: Final = re.compile(r"\n[ \t]*\n")


def row_numbers(fields: Mapping[str, str], kind: str) -> list[int]:
    """The rows that say something, in order."""
    told = (LIMIT.match(name) for name, value in fields.items() if value and name.startswith(kind))
    return sorted({int(found[1]) for found in told if found})


def limits_in(fields: Fields, said: Said) -> list[dict[str, str]]:
    """The limits that were typed, and from which row each came."""
    rows: list[dict[str, str]] = []
    for at in row_numbers(fields, "limit"):
        given = {name: fields.get(f"limit-{at}-{name}", "") for name in ("name", "kind", "unit", "least", "most")}
        said.places[f"/limits/{len(rows)}"] = f"limit-{at}"
        rows.append({k: figure(v) if k in ("least", "most") else v for k, v in given.items() if v})
    return rows


def fields_of_limits(limits: Sequence[Limit]) -> Fields:
    """The rows that say these limits."""
    fields: Fields = {}
    for at, one in enumerate(limits):
        bounds = {k: "" if getattr(one, k) is None else f"{getattr(one, k):f}" for k in ("least", "most")}
        said = {"name": one.name, "kind": one.kind, "unit": one.unit, **bounds}
        fields |= {f"limit-{at}-{name}": value for name, value in said.items()}
    return fields


def questions_in(text: str) -> list[str]:
    """One question a line; where blank lines part them, a question may have several."""
    parts = APART.split(text) if APART.search(text) else text.split("\n")
    return [one for part in parts if (one := part.strip())]


def questionnaire_body(fields: Fields) -> Said:
    """A questionnaire as it came in."""
    names = ("counterparty_id", "sender", "kind", "title", "reference", "due_on")
    body: dict[str, Any] = {name: fields[name] for name in names if fields.get(name)}
    said = Said(body={**body, "questions": questions_in(fields.get("questions", ""))})
    said.places["/questions"] = "questions"
    return said


def standard_body(fields: Fields) -> Said:
    """A standard, or its next edition."""
    said = Said()
    names = ("counterparty_id", "code", "title", "reference", "grade", "specification", "effective_on")
    said.body |= {name: fields[name] for name in names if fields.get(name)}
    said.body["limits"] = limits_in(fields, said)
    return said


def concession_body(fields: Fields) -> Said:
    """How far a limit shall be passed over; the order or contract may be named by the address of its page."""
    names = ("checked_in", "subject_id", "standard_id", "name", "until", "reason")
    said = Said(body={name: fields[name] for name in names if fields.get(name)})
    if named := ID.search(fields.get("subject_id", "")):
        said.body["subject_id"] = named[0]
    if fields.get("line") and fields.get("checked_in") == "order":
        said.body["line"] = int(fields["line"]) if fields["line"].isdigit() else fields["line"]
    said.body |= {name: bound for name in ("least", "most") if (bound := figure(fields.get(name, "")))}
    return said
