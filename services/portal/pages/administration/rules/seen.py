"""What the pages of rules need of notify's answers: a definition is kept whole, since it is sent back whole."""

from typing import Any

from services.portal.pages.frame.asking import Seen


class Recipients(Seen):
    kind: str
    field: str | None = None
    role: str = ""
    permission: str = ""
    permission_field: str | None = None
    person: str = ""


class Ending(Seen):
    event: str


class Definition(Seen):
    code: str
    outcome: str
    on: str
    condition: str
    to: tuple[Recipients, ...]
    channels: tuple[str, ...]
    sending: str
    template: str
    delay_minutes: int
    date_field: str | None
    days: int
    ends: tuple[Ending, ...]


class Rule(Seen):
    """`version` 0 is as it came with the product."""

    code: str
    version: int
    enabled: bool
    definition: dict[str, Any]

    @property
    def says(self) -> Definition:
        return Definition.model_validate(self.definition)


class Rules(Seen):
    unit_id: str
    rules: list[Rule]
