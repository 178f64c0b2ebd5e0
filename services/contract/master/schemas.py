from datetime import date
from typing import Any

from services.contract.particulars import QuantityCap
from shared.values.decimals import DecimalString
from shared.values.money import Money
from shared.web.schemas import Answer


class MasterAnswer(Answer):
    """What a master contract allows, and what all contracts under it have drawn at each stage, in its currency.
    `closed`: nothing more is ordered under it.
    """

    contract_id: str
    unit_id: str
    cap: Money
    quantities: list[QuantityCap]
    ordered: Money
    accepted: Money
    invoiced: Money
    paid: Money
    closed: bool


class MasterList(Answer):
    items: list[MasterAnswer]


class DrawingAnswer(Answer):
    """A document that counts: `counted` is `amount` at `rate`, that of `rate_on` by `rate_source`."""

    version: int
    contract_id: str
    stage: str
    document: str
    of: str | None
    amount: Money
    counted: Money
    rate: DecimalString
    rate_on: date
    rate_source: str
    quantities: list[dict[str, Any]]
    effective_on: date


class DrawingList(Answer):
    items: list[DrawingAnswer]
