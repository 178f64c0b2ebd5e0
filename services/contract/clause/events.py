"""Standard clauses of the library. The words lie outside the events, found by their hash."""

from datetime import date
from typing import Literal

from services.contract.terms import Frozen
from services.contract.text.variables import Language, Variable
from shared.eventstore.event import Event, Words

Risk = Literal["low", "medium", "high"]
OtherKind = Literal["alternative", "fallback"]


class ClauseWords(Frozen):
    """The clause in one language; `text_hash` is the SHA-256 of its words before filling in."""

    language: Language
    heading: str
    text_hash: str
    text_size: int


class OtherClause(Frozen):
    """Another clause of the library that may stand in its place: as good (alternative), or the least that will do
    (fallback). Their order is that in which they are offered.
    """

    kind: OtherKind
    clause_id: str


class ClauseDrafted(Event, name="clause.drafted.v1"):
    """This is what the version shall say. `content_hash` covers all of it."""

    clause_id: str
    code: str
    clause_version: int
    risk: Risk
    words: tuple[ClauseWords, ...]
    variables: tuple[Variable, ...]
    others: tuple[OtherClause, ...]
    content_hash: str


class ClauseSubmitted(Event, name="clause.submitted.v1"):
    """Review of the version starts."""

    clause_id: str
    clause_version: int
    round: int
    approval_id: str
    content_hash: str


class ClauseApproved(Event, name="clause.approved.v1"):
    """The version may be used from now on; templates that hold an older one keep it."""

    clause_id: str
    clause_version: int
    approval_id: str
    content_hash: str


class ClauseReturned(Event, name="clause.returned.v1"):
    """The review ended without approval; the version is a draft again."""

    clause_id: str
    clause_version: int
    approval_id: str
    outcome: Literal["rejected", "withdrawn"]


class ClauseRetired(Event, name="clause.retired.v1"):
    """No template takes it up any more; those that hold it go on."""

    clause_id: str
    reason: Words[str]
    effective_on: date
