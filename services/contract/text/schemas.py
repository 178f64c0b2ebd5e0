from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from services.contract.text.variables import Variable, VariableKind
from shared.values.text import PlainText
from shared.web.schemas import Body

Bound = Annotated[str, PlainText(40)]
Choice = Annotated[str, PlainText(200)]
Part = Annotated[str, PlainText(200, min_length=0)]


class VariableBody(Body):
    """What is filled in when drafting. `least` and `most` bound numbers, amounts and dates; `default` is a value as a
    drafter would give it.
    """

    name: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]
    kind: VariableKind
    required: bool = True
    least: Bound | None = None
    most: Bound | None = None
    choices: Annotated[list[Choice], Field(max_length=100)] = Field(default_factory=list)
    default: (
        Annotated[dict[Annotated[str, PlainText(20)], Part], Field(max_length=2)]
        | bool
        | Annotated[str, PlainText(20_000, min_length=0, lines=True)]
        | None
    ) = None


def declared(variables: Sequence[VariableBody]) -> tuple[Variable, ...]:
    """As a clause or a template declares them."""
    return tuple(Variable.model_validate(each.model_dump()) for each in variables)
