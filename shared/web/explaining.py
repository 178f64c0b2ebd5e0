"""How a figure explains itself over HTTP: the facts it is made of, each naming the event that stated it."""

from datetime import date, datetime

from shared.web.schemas import Answer


class Fact(Answer):
    """A part of a figure and the event that stated it: `version` of `stream`, found at `/v1/streams/{stream}/events`.

    `value` is what it adds, signed, as a decimal text; `line` tells facts of one event apart.
    """

    service: str
    stream: str
    version: int
    line: int
    kind: str
    unit_id: str
    value: str
    currency: str | None
    effective_on: date
    recorded_at: datetime


class Explained(Answer):
    """A figure with a page of its facts, the latest first; `number` counts all of them.

    `value` is made of all facts as `whole` says: their sum, their mean, how many different ones there are, the days
    since the last; null where there is nothing to make it of.
    """

    figure: str
    value: str | None
    whole: str
    currency: str | None
    number: int
    facts: list[Fact]
