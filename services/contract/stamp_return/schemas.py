from datetime import date

from services.contract.stamp_duty.events import Cause
from services.contract.type.stamp import StampItem
from shared.values.decimals import DecimalString
from shared.values.money import Money
from shared.web.schemas import Answer


class DutyTotal(Answer):
    """What a legal entity owes of a quarter under an item, whichever currencies its contracts are in; `contracts` are
    those that made it due, `foreign` those of them in another currency, `unrated` those that are not counted, for want
    of a rate of their day.

    Without a legal entity: of units that belonged to none that is known.
    """

    legal_entity_id: str | None
    legal_entity: str | None
    tax_number: str | None
    item: StampItem
    contracts: int
    foreign: int
    unrated: int
    base: Money
    duty: Money


class DutyWhole(Answer):
    """The quarter altogether, of all that was asked for."""

    contracts: int
    foreign: int
    unrated: int
    base: Money
    duty: Money


class DutyTotals(Answer):
    items: list[DutyTotal]
    whole: DutyWhole


class DutyLine(Answer):
    """`base` and `duty` are in the contract's currency; `counted_base` and `counted_duty` what they come to at
    `exchange_rate`, fixed for `exchange_on` by `exchange_source`; null where no rate of that day is fixed.
    """

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
    counted_base: Money | None
    counted_duty: Money | None
    exchange_rate: DecimalString | None
    exchange_on: date | None
    exchange_source: str | None
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
