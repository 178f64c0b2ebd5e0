"""What the pages of parked messages need of each service's answers."""

from datetime import datetime

from services.portal.pages.frame.asking import Seen


class Parked(Seen):
    id: int
    consumer: str
    topic: str
    partition: int
    offset: int | None
    stream: str | None
    version: int | None
    type: str | None
    error: str
    state: str
    attempts: int
    parked_at: datetime


class ParkedList(Seen):
    parked: list[Parked]


class Header(Seen):
    name: str
    value: str


class ParkedOne(Seen):
    parked: Parked
    stack: str
    headers: list[Header]
    value: str
    behind: list[Parked]
    waiting: int
