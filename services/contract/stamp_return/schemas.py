from datetime import date

from services.contract.stamp_duty.events import Cause
from services.contract.type.stamp import StampItem
from shared.values.decimals import DecimalString
from shared.values.money import Money
from shared.web.schemas import Answer


class DutyTotal(Answer):
    """What a legal entity owes of a quarter under an item, in a currency; `contracts` are those that made it due.

    Without a legal entity: of units that belonged to none that is known.
    """

    legal_entity_id: str | None
    legal_entity: str | None
    tax_number: str | None
    item: StampItem
    contracts: int
    base: Money
    duty: Money


class DutyTotals(Answer):
    items: list[DutyTotal]


class DutyLine(Answer):
    contract_id: str
    number: str
    legal_entity_id: str | None
    counterparty_id: str
    unit_id: str
    direction: str
    type_code: str
    item: StampItem
    cause: Cause
    document: str
    base: Money
    rate: DecimalString
    duty: Money
    effective_on: date


class DutyLines(Answer):
    items: list[DutyLine]


class DeferredDuty(Answer):
    contract_id: str
    number: str
    legal_entity_id: str | None
    counterparty_id: str
    unit_id: str
    direction: str
    type_code: str
    item: StampItem
    currency: str
    effective_on: date


class DeferredDuties(Answer):
    items: list[DeferredDuty]


class DutyOfContract(Answer):
    """All that a contract made due; `deferred` while it says no amount."""

    contract_id: str
    deferred: bool
    duties: list[DutyLine]
