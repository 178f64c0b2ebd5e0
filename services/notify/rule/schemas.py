"""Rules over HTTP."""

from typing import Annotated

from pydantic import Field

from services.notify.rule.definition import Definition
from shared.web.schemas import Answer, Body


class RuleBody(Body):
    """`unit_id` is the unit for which it holds, with those below; the caller's own unless given."""

    unit_id: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    enabled: bool = True
    definition: Definition


class RuleAnswer(Answer):
    """`version` 0 is a rule as it shipped."""

    code: str
    version: int
    enabled: bool
    definition: Definition


class RulesAnswer(Answer):
    unit_id: str
    rules: list[RuleAnswer]
