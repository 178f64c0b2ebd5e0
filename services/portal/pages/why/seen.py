"""What the pages behind figures need of the services' answers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from services.portal.pages.frame.asking import Seen


class Fact(Seen):
    service: str
    stream: str
    version: int
    kind: str
    value: Decimal
    currency: str | None
    effective_on: date
    recorded_at: datetime


class Explained(Seen):
    figure: str
    value: Decimal | None
    whole: str
    currency: str | None
    number: int
    facts: list[Fact]


class Told(Seen):
    """An event as it was published."""

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    sequence: int
    unitid: str | None
    correlationid: str | None
    causationid: str | None
    actor: str
    effective_on: date | None
    withheld: bool
    words: dict[str, str | None]
    data: dict[str, Any]


class Events(Seen):
    events: list[Told]


class Moment(Seen):
    """An event of a timeline."""

    room: str
    kind: str
    service: str
    stream: str
    version: int
    contract_id: str | None
    about: str | None
    amount: Decimal | None
    currency: str | None
    effective_on: date
    recorded_at: datetime


class Timeline(Seen):
    moments: list[Moment]
