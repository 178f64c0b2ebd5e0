"""Lines of the logs as every service tells them; a field that another version adds is passed over."""

from typing import Final

from pydantic import ConfigDict

from services.portal.pages.frame.asking import Seen
from shared.web import logs, looks

TOLERANT: Final = ConfigDict(extra="ignore", frozen=True)


class Line(logs.Line):
    model_config = TOLERANT


class Lines(Seen):
    lines: list[Line]


class Operation(logs.Operation):
    model_config = TOLERANT


class Operations(Seen):
    operations: list[Operation]


class Look(looks.Look):
    model_config = TOLERANT


class Looks(Seen):
    looks: list[Look]
