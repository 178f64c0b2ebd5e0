"""The shape of bodies and answers: what comes in is strict, what goes out is declared."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class Body(BaseModel):
    """A request body: unknown fields, booleans for integers and numbers as texts are refused."""

    model_config = ConfigDict(
        defer_build=True, strict=True, extra="forbid", frozen=True, allow_inf_nan=False, str_max_length=100_000
    )


class Answer(BaseModel):
    """An answer. A field `version` becomes the ETag."""

    model_config = ConfigDict(defer_build=True, extra="forbid")


class FieldProblem(BaseModel):
    """Where in the input, and why not."""

    pointer: str
    detail: str


class Problem(BaseModel):
    """A refusal (RFC 9457). Further members carry the figures of the refusal. Of invalid input the first 20 `errors`
    are told and `more` counts the others; a name that no field could have is told of the object that holds it.
    """

    model_config = ConfigDict(extra="allow", json_schema_extra={"additionalProperties": True})

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | None = None
    more: Annotated[int, Field(ge=1)] | None = None


PROBLEM_SCHEMA: dict[str, Any] = {"$ref": "#/components/schemas/Problem"}
