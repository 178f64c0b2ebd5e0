"""What the pages of the library need of the contract service's answers."""

from typing import Any

from services.portal.pages.drafting.seen import Other, Standard, TemplateRow, Variable, Words
from services.portal.pages.frame.asking import Seen


class ClauseRow(Seen):
    clause_version: int
    risk: str
    approved: bool
    content_hash: str


class ClauseRows(Seen):
    items: list[ClauseRow]


class ClauseVersion(ClauseRow):
    words: list[Words]
    variables: list[Variable]
    others: list[Other]


class TemplateClause(Seen):
    clause: str
    title: str
    risk: str
    clause_id: str | None = None
    clause_version: int | None = None
    code: str | None = None
    condition: str | None = None
    text: str = ""


class Deviation(Seen):
    clause: str
    departure: str
    risk: str


class TemplateVersionRow(Seen):
    template_version: int
    published: bool
    content_hash: str


class TemplateVersions(Seen):
    items: list[TemplateVersionRow]


class TemplateVersion(TemplateVersionRow):
    template_id: str
    type_id: str
    name: str
    mode: str
    language: str
    clauses: list[TemplateClause]
    variables: list[Variable]
    variant_of: dict[str, Any] | None
    deviations: list[Deviation]


__all__ = ["ClauseRows", "ClauseVersion", "Standard", "TemplateRow", "TemplateVersion", "TemplateVersions"]
