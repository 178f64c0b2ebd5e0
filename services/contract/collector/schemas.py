from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from services.contract.collector.events import (
    KINDS,
    CollectorLaidDown,
    CurrencyName,
    PartyName,
    RecordKind,
    Remark,
    Result,
    UnitName,
)
from services.contract.terms import Currency
from shared.values.ids import Id, derived_id
from shared.values.text import Code, PlainText, Reason
from shared.web.schemas import Answer, Body

ForeignCode = Annotated[str, PlainText(40)]


class UnitBody(Body):
    code: ForeignCode
    unit_id: Id


class CurrencyBody(Body):
    code: ForeignCode
    currency: Currency


class PartyBody(Body):
    code: ForeignCode
    customer_id: Id


class ReadingBody(Body):
    """How records of a source are read. `parties` is the source under which the customers were imported, the
    collector's own without it; `party_names` are those that came another way. Records of a kind that it does not bring
    are refused.
    """

    parties: Code | None = None
    currency: Currency = "CNY"
    units: Annotated[list[UnitBody], Field(max_length=500)] = Field(default_factory=list)
    currencies: Annotated[list[CurrencyBody], Field(max_length=200)] = Field(default_factory=list)
    party_names: Annotated[list[PartyBody], Field(max_length=500)] = Field(default_factory=list)
    match_by_rule: bool = False
    brings: Annotated[list[RecordKind], Field(min_length=1, max_length=len(KINDS))] = Field(
        default_factory=lambda: list(KINDS)
    )

    def fact(self, source: str, unit_id: str, on: date) -> CollectorLaidDown:
        """What is laid down for a source of a unit."""
        return CollectorLaidDown(
            collector_id=derived_id("collector", source),
            source=source,
            unit_id=unit_id,
            parties=self.parties or source,
            currency=self.currency,
            units=tuple(UnitName(**one.model_dump()) for one in self.units),
            currencies=tuple(CurrencyName(**one.model_dump()) for one in self.currencies),
            party_names=tuple(PartyName(**one.model_dump()) for one in self.party_names),
            match_by_rule=self.match_by_rule,
            brings=tuple(kind for kind in KINDS if kind in self.brings),
            effective_on=on,
        )


class CollectorBody(ReadingBody):
    """Whose records those of the source are: the caller's unit's, unless another is named."""

    source: Code
    unit_id: Id | None = None


class PauseBody(Body):
    reason: Reason


class CollectorKept(Answer):
    collector_id: str
    version: int


class CollectorAnswer(Answer):
    collector_id: str
    source: str
    unit_id: str
    parties: str
    currency: str
    units: list[UnitName]
    currencies: list[CurrencyName]
    party_names: list[PartyName]
    match_by_rule: bool
    brings: list[RecordKind]
    paused_on: date | None
    version: int


class CollectorShown(CollectorAnswer):
    """`reason` is why it is paused."""

    reason: str | None


class CollectorList(Answer):
    items: list[CollectorAnswer]


class RemarkRow(Answer):
    """What is to be said of a record, with the batch that it came in; `index` is its place there (0 is the first)."""

    batch_id: str
    source: str
    taken_at: datetime
    at: int
    index: int
    kind: str
    source_id: str
    result: Result
    field: str
    reason: str


class RemarkList(Answer):
    items: list[RemarkRow]


class BatchRow(Answer):
    """`records` = `booked` + `waiting` + `unchanged` + `differing` + `rejected`."""

    batch_id: str
    source: str
    unit_id: str
    records: int
    booked: int
    waiting: int
    unchanged: int
    differing: int
    rejected: int
    taken_at: datetime


class BatchAnswer(BatchRow):
    remarks: list[Remark]


class BatchList(Answer):
    items: list[BatchRow]
