"""What the pages of ageing need of the contract service's answers."""

from datetime import date
from decimal import Decimal

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class AgedSum(Seen):
    contract_id: str | None = None
    counterparty_id: str | None = None
    unit_id: str | None = None
    phase: str | None = None
    bucket: str
    number: int
    amount: Money
    written_off: Money


class Aged(Seen):
    as_of: date
    basis: str
    buckets: list[str]
    items: list[AgedSum]


class AgedCell(Seen):
    bucket: str
    amount: Money


class AgedLine(Seen):
    key: str
    number: int
    amount: Money
    overdue: Money
    written_off: Money
    cells: list[AgedCell]


class AgedLines(Seen):
    items: list[AgedLine]


class AgedItem(Seen):
    kind: str
    item_id: str
    contract_id: str
    unit_id: str
    counterparty_id: str
    clause: str
    phase: str
    number: str
    origin_on: date
    due_on: date
    days: int
    bucket: str
    amount: Money
    written_off: Money


class AgedItems(Seen):
    as_of: date
    basis: str
    items: list[AgedItem]


class Scheme(Seen):
    from_on: date
    buckets: list[int]
    levels: list[int]
    losses: list[Decimal]
    grace_days: int
    limitation_years: int
    shipped: bool


class Schemes(Seen):
    items: list[Scheme]


class InArrears(Seen):
    contract_id: str
    unit_id: str
    counterparty_id: str
    level: int
    days_past_due: int
    overdue: Money
    oldest_due_on: date | None
    limitation_on: date | None
    since_on: date


class ArrearsList(Seen):
    items: list[InArrears]
