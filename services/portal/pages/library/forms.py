"""Texts of the library as flat fields of a form: `word-zh-text`, `clause-0-title`, `variable-1-kind`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.portal.pages.drafting.fields import Fields
from services.portal.pages.drafting.seen import Standard, Variable
from services.portal.pages.library.seen import TemplateVersion

LANGUAGES: Final = ("zh", "en")
RISKS: Final = ("low", "medium", "high")
KINDS: Final = ("text", "number", "money", "date", "period", "party", "choice", "boolean")
TOLD_BY: Final[Mapping[str, str]] = {"clause": "clause", "variable": "name", "other": "clause_id"}
"""The field without which a row says nothing."""


def numbers_in(fields: Fields, kind: str) -> list[int]:
    """The rows of a kind that say something."""
    form = re.compile(rf"{kind}-([0-9]{{1,4}})-{TOLD_BY[kind]}\Z")
    return sorted(int(found[1]) for name, value in fields.items() if value and (found := form.match(name)))


def places_of(fields: Fields, kind: str, part: str) -> dict[str, str]:
    """From which row of the form each row of the body came."""
    return {f"/{part}/{at}": f"{kind}-{number}" for at, number in enumerate(numbers_in(fields, kind))}


def clause_body(fields: Fields) -> dict[str, Any]:
    """A standard clause, in the languages in which it has words."""
    words = [
        {
            "language": language,
            "heading": fields.get(f"word-{language}-heading", ""),
            "text": fields.get(f"word-{language}-text", ""),
        }
        for language in LANGUAGES
        if fields.get(f"word-{language}-text") or fields.get(f"word-{language}-heading")
    ]
    others = [
        {"kind": fields.get(f"other-{at}-kind", "alternative"), "clause_id": fields[f"other-{at}-clause_id"]}
        for at in numbers_in(fields, "other")
    ]
    said = {"code": fields.get("code", ""), "risk": fields.get("risk", "low")}
    return {**said, "words": words, "variables": variables_of(fields), "others": others}


def template_body(fields: Fields) -> dict[str, Any]:
    """A template of our own with its clauses and variables."""
    said = {name: fields.get(name, "") for name in ("type_id", "name", "language")}
    clauses = [_clause(fields, f"clause-{at}") for at in numbers_in(fields, "clause")]
    return {**said, "mode": "ours", "clauses": clauses, "variables": variables_of(fields)}


def _clause(fields: Fields, place: str) -> dict[str, Any]:
    said: dict[str, Any] = {"clause": fields[f"{place}-clause"], "condition": fields.get(f"{place}-condition") or None}
    standard = fields.get(f"{place}-clause_id", "")
    if standard:
        return {**said, "clause_id": standard, "title": fields.get(f"{place}-title") or None}
    own = {name: fields.get(f"{place}-{name}", "") for name in ("title", "text")}
    return {**said, **own, "risk": fields.get(f"{place}-risk") or "low"}


def variables_of(fields: Fields) -> list[dict[str, Any]]:
    """What is filled in when drafting."""
    return [_variable(fields, f"variable-{at}") for at in numbers_in(fields, "variable")]


def _variable(fields: Fields, place: str) -> dict[str, Any]:
    bounds = {name: fields.get(f"{place}-{name}") or None for name in ("least", "most")}
    choices = [one.strip() for one in fields.get(f"{place}-choices", "").split("\n") if one.strip()]
    kind, default = fields.get(f"{place}-kind", "text"), fields.get(f"{place}-default")
    said = {"name": fields[f"{place}-name"], "kind": kind, "required": fields.get(f"{place}-required") == "yes"}
    given = {"default": default} if default and kind in ("text", "number", "date", "choice") else {}
    return {**said, **bounds, **given, "choices": choices}


def fields_of_clause(one: Standard) -> Fields:
    """The form that says what the newest version says."""
    fields = {"code": one.code, "risk": one.risk, **_of_variables(one.variables)}
    for words in one.words:
        fields |= {f"word-{words.language}-heading": words.heading, f"word-{words.language}-text": words.text}
    for at, other in enumerate(one.others):
        fields |= {f"other-{at}-kind": other.kind, f"other-{at}-clause_id": other.clause_id}
    return fields


def fields_of_template(one: TemplateVersion) -> Fields:
    """The form that says what a version says."""
    fields = {"type_id": one.type_id, "name": one.name, "language": one.language, **_of_variables(one.variables)}
    for at, clause in enumerate(one.clauses):
        place = f"clause-{at}"
        said = {
            "clause": clause.clause,
            "title": clause.title,
            "risk": clause.risk,
            "condition": clause.condition or "",
        }
        words = {"clause_id": clause.clause_id} if clause.clause_id else {"text": clause.text}
        fields |= {f"{place}-{name}": value for name, value in {**said, **words}.items()}
    return fields


def _of_variables(variables: Sequence[Variable]) -> Fields:
    fields: Fields = {}
    for at, one in enumerate(variables):
        said = {
            "name": one.name,
            "kind": one.kind,
            "required": "yes" if one.required else "",
            "least": one.least or "",
            "most": one.most or "",
            "choices": "\n".join(one.choices),
            "default": one.default if isinstance(one.default, str) else "",
        }
        fields |= {f"variable-{at}-{name}": value for name, value in said.items()}
    return fields
