from datetime import datetime
from typing import Annotated

from pydantic import Field

from services.contract.collector.events import CurrencyName, PartyName, Remark, UnitName
from services.contract.terms import Currency
from shared.values.ids import Id
from shared.values.text import Code, PlainText
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


class CollectorBody(Body):
    """`parties` is the source under which the customers were imported, `source` itself without it; `party_names` are
    those that came another way.
    """

    source: Code
    unit_id: Id | None = None
    parties: Code | None = None
    currency: Currency = "CNY"
    units: Annotated[list[UnitBody], Field(max_length=500)] = Field(default_factory=list)
    currencies: Annotated[list[CurrencyBody], Field(max_length=200)] = Field(default_factory=list)
    party_names: Annotated[list[PartyBody], Field(max_length=500)] = Field(default_factory=list)
    match_by_rule: bool = False


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
    version: int


class CollectorList(Answer):
    items: list[CollectorAnswer]


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
