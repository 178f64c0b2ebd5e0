"""What the home page needs of the others' answers."""

from datetime import date, datetime
from decimal import Decimal

from services.portal.pages.frame.asking import Seen


class Task(Seen):
    task_id: str
    title: str
    body: str
    subject: str
    due_on: date | None
    level: int
    version: int


class Tasks(Seen):
    tasks: list[Task]


class Entry(Seen):
    message_id: str
    place: int
    title: str
    body: str
    subject: str
    arrived_at: datetime
    moot_at: datetime | None = None


class Inbox(Seen):
    entries: list[Entry]


class Payments(Seen):
    kind: str
    currency: str
    amount: Decimal
    number: int
    late: int


class Arrears(Seen):
    currency: str
    outstanding: Decimal
    overdue: Decimal


class Assets(Seen):
    kind: str
    currency: str
    number: int
    cost: Decimal
    accumulated: Decimal


class Month(Seen):
    month: str
    currency: str
    amount: Decimal
    customers: int


class Book(Seen):
    book: str
    leading: bool


class Figures(Seen):
    unit_id: str
    as_of: date
    purchases: list[Month]
    payments: list[Payments]
    arrears: list[Arrears]
    assets: list[Assets]
    book: str | None
    books: list[Book]
    positions: dict[str, list[int]] | None
