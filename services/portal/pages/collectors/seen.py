"""What the pages of collectors need of the contract service's answers."""

from datetime import date, datetime
from decimal import Decimal

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.money import Money


class Collector(Seen):
    collector_id: str
    source: str
    unit_id: str
    parties: str
    currency: str
    match_by_rule: bool
    paused_on: date | None


class Named(Seen):
    """What the source calls a unit, a currency or a customer of ours."""

    code: str
    unit_id: str = ""
    currency: str = ""
    customer_id: str = ""


class CollectorShown(Collector):
    units: list[Named]
    currencies: list[Named]
    party_names: list[Named]
    brings: list[str]
    reason: str | None
    version: int


class BroughtOf(Seen):
    kind: str
    records: int
    booked: int
    waiting: int
    set_aside: int
    differing: int


class Brought(Seen):
    rejected: int
    kinds: list[BroughtOf]


class RemarkTold(Seen):
    batch_id: str
    taken_at: datetime
    index: int
    kind: str
    source_id: str
    field: str
    reason: str


class Remarks(Seen):
    items: list[RemarkTold]


class Collectors(Seen):
    items: list[Collector]


class Batch(Seen):
    batch_id: str
    source: str
    records: int
    booked: int
    waiting: int
    unchanged: int
    differing: int
    rejected: int
    taken_at: datetime

    @property
    def troubled(self) -> bool:
        return bool(self.differing or self.rejected)


class Batches(Seen):
    items: list[Batch]


class Remark(Seen):
    index: int
    kind: str
    source_id: str
    result: str
    field: str
    reason: str


class BatchShown(Batch):
    remarks: list[Remark]


class Line(Seen):
    line: int
    product: str | None
    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Money


class Said(Seen):
    kind: str
    number: str | None
    lines: list[Line]
    clause: str | None
    phase: str | None


class Excess(Seen):
    reason: str
    limit: Money
    used: Money


class Record(Seen):
    collected_id: str
    source: str
    kind: str
    source_id: str
    state: str
    differs: bool
    direction: str | None
    counterparty_id: str | None
    amount: Money | None
    effective_on: date
    contract_id: str | None
    document_id: str | None
    matched_by: str | None
    excess: Excess | None
    set_aside_on: date | None


class Records(Seen):
    items: list[Record]


class Proposal(Seen):
    contract_id: str
    number: str
    title: str
    score: int
    because: list[str]


class RecordShown(Record):
    said: Said
    reason: str | None
    proposals: list[Proposal]
    followers: list[Record]

    @property
    def left(self) -> list[Record]:
        """What could not follow the order."""
        return [one for one in self.followers if one.state == "waiting"]
