"""What happens to a rule."""

from typing import Annotated

from pydantic import Field

from services.notify.rule.definition import Definition
from shared.eventstore.event import Event


class RuleDefined(Event, name="rule.defined.v1"):
    """A rule has a new version, in force for what happens from now on; switched off it tells nobody."""

    rule_id: str
    version: Annotated[int, Field(ge=1)]
    enabled: bool
    definition: Definition
