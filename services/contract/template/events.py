"""Templates: versioned clauses with typed variables. The words lie outside the events, found by their hash."""

from datetime import date
from typing import Literal

from services.contract.file.events import FileKind
from services.contract.terms import Frozen
from services.contract.text.variables import Language, Variable
from shared.eventstore.event import Event, Words

Risk = Literal["low", "medium", "high"]
Mode = Literal["ours", "paper", "variant"]
"""Our own words; the other party's paper, whose fields are filled in; a unit's variant of another template."""
Departure = Literal["changed", "added", "omitted"]


class Clause(Frozen):
    """`clause` names it in plans and refusals, `text_hash` is the SHA-256 of its words before filling in. A clause of
    the library is held in one version. Where `condition` is not true of the values the clause is left out.
    """

    clause: str
    title: str
    risk: Risk
    text_hash: str
    text_size: int
    clause_id: str | None = None
    clause_version: int | None = None
    code: str | None = None
    condition: str | None = None


class VariantOf(Frozen):
    """The version of the template that a variant was made from."""

    template_id: str
    version: int


class Deviation(Frozen):
    """Where a variant departs from its template; the risk is that of the template's clause, of an added one its own."""

    clause: str
    departure: Departure
    risk: Risk


class Paper(Frozen):
    """The other party's file; its bytes lie outside the events, found by their hash."""

    kind: FileKind
    hash: str
    size: int


class TemplateContent(Event):
    """What a version says; `version` is the template's own count, not that of its stream."""

    template_id: str
    type_id: str
    name: str
    version: int
    clauses: tuple[Clause, ...]
    variables: tuple[Variable, ...]
    mode: Mode = "ours"
    language: Language = "zh"
    variant_of: VariantOf | None = None
    deviations: tuple[Deviation, ...] = ()
    paper: Paper | None = None
    content_hash: str = ""


class TemplateDrafted(TemplateContent, name="template.drafted.v1"):
    """The next version shall say this."""


class TemplateSubmitted(Event, name="template.submitted.v1"):
    """Review of the version starts."""

    template_id: str
    version: int
    round: int
    approval_id: str
    content_hash: str


class TemplatePublished(TemplateContent, name="template.published.v1"):
    """This version is what new drafts start from."""


class TemplateReturned(Event, name="template.returned.v1"):
    """The review ended without approval; the version is a draft again."""

    template_id: str
    version: int
    approval_id: str
    outcome: Literal["rejected", "withdrawn"]


class TemplateRetired(Event, name="template.retired.v1"):
    """No new draft starts from it; contracts drafted before keep the words they have."""

    template_id: str
    reason: Words[str]
    effective_on: date
