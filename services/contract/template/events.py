"""Templates: versioned clauses with typed variables. The words lie outside the events, found by their hash."""

from typing import Literal

from services.contract.terms import Frozen
from services.contract.text.variables import Variable
from shared.eventstore.event import Event

Risk = Literal["low", "medium", "high"]


class Clause(Frozen):
    """`clause` names it in plans and refusals, `text_hash` is the SHA-256 of its words before filling in."""

    clause: str
    title: str
    risk: Risk
    text_hash: str
    text_size: int


class TemplatePublished(Event, name="template.published.v1"):
    """This version is what new drafts start from."""

    template_id: str
    type_id: str
    name: str
    version: int
    clauses: tuple[Clause, ...]
    variables: tuple[Variable, ...]
