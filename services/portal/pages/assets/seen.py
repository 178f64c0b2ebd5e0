"""What the pages of assets need of the asset service's answers."""

from datetime import date

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class Card(Seen):
    asset_id: str
    unit_id: str
    number: str
    name: str
    class_code: str
    stage: str
    contract_id: str | None
    supplier_id: str | None
    cost: Money
    accumulated: Money
    book_value: Money
    in_use: date
    location: str
    department: str
    holder_id: str | None
    transfer_id: str | None
    version: int


class Cards(Seen):
    assets: list[Card]


class Book(Seen):
    book: str
    leading: bool
    method: str
    periods: int
    cost: Money
    residual: Money
    accumulated: Money
    charged_until: date | None
    next_on: date | None


class Detail(Card):
    books: list[Book]


class Standing(Seen):
    """A card as it stood at the end of a day."""

    asset_id: str
    as_of: date
    unit_id: str
    stage: str
    class_code: str
    cost: Money
    accumulated: Money
    book_value: Money
    location: str
    department: str
    holder_id: str | None


class Link(Seen):
    contract_id: str | None
    supplier_id: str | None
    description: str
    amount: Money
    booked_on: date


class Chain(Seen):
    project_id: str | None
    project_name: str | None
    links: list[Link]


class PlannedRow(Seen):
    date: date
    charge: Money


class Schedule(Seen):
    book: str
    accumulated: Money
    rows: list[PlannedRow]
