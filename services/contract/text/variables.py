"""The variables that clauses name."""

from typing import Literal

from services.contract.terms import Frozen

VariableKind = Literal["text", "number", "money", "date", "boolean"]


class Variable(Frozen):
    """What is filled in when drafting."""

    name: str
    kind: VariableKind
    required: bool = True
