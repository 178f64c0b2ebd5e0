"""A version of a contract as a document: what is shown, compared and rendered. It lies beside the canonical text."""

from datetime import date
from typing import Any, Final, Literal, get_args

from pydantic import Field

from services.contract.terms import Frozen
from services.contract.text.variables import Language, Variable

Risk = Literal["low", "medium", "high"]
RISKS: Final[tuple[Risk, ...]] = get_args(Risk)
"""From the lowest to the highest."""
Origin = Literal["template", "changed", "alternative", "fallback", "own", "paper"]
"""Where words come from: the template as it is; the drafter, in place of the template's; the library, in its place; the
drafter alone; the other party's paper.
"""


class Replaced(Frozen):
    """What the template says in a place where something else stands."""

    title: str
    risk: Risk
    words: str


class DocumentClause(Frozen):
    """One clause, filled in. `clause_id`, `clause_version` and `code` name the standard clause whose words they are, or
    whose place they take; `instead_of` is what the template says there where others stand.
    """

    clause: str
    title: str
    risk: Risk
    words: str
    origin: Origin
    clause_id: str | None = None
    clause_version: int | None = None
    code: str | None = None
    instead_of: Replaced | None = None


class DocumentParty(Frozen):
    """A party as the contract names it; a name that nobody gave is left open, to be filled in by hand."""

    role: str
    name: str | None
    identifier: str | None = None


class DocumentFile(Frozen):
    name: str
    hash: str


class Document(Frozen):
    """Everything that a rendering shows. `figures` are JSON values: amount, lines, plan, deliverables, term and the
    like; `omitted` are the template's clauses that were left out; `paper` is the hash of the other party's file and
    `values` what its fields were filled in with. `variables` are those that its template does not declare: the blanks
    of standard clauses that stand in place of others; their values are among `values`.
    """

    language: Language
    title: str
    type_name: str
    said_on: date
    parties: tuple[DocumentParty, ...]
    clauses: tuple[DocumentClause, ...]
    omitted: tuple[DocumentClause, ...] = ()
    attachments: tuple[DocumentFile, ...] = ()
    figures: dict[str, Any]
    template_id: str | None = None
    template_version: int | None = None
    paper: str | None = None
    values: dict[str, Any] = Field(default_factory=dict)
    variables: tuple[Variable, ...] = ()
