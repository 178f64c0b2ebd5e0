"""Stamp duty as contracts make it due, in the transaction of what makes it due."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from services.contract.legal_entity.queries import entity_of
from services.contract.setting.events import SettingName
from services.contract.setting.handlers import value_on
from services.contract.stamp_duty.aggregate import STAMP_DUTY, Agree, Head, Settle, decide
from services.contract.stamp_duty.events import Cause
from services.contract.terms import Direction
from services.contract.type.handlers import stamp_item_of
from services.contract.type.stamp import StampItem
from shared.eventstore.work import Work
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class Signed:
    """What both sides signed: a contract of that type and unit, or an amendment of it, that comes to `base` before tax;
    None without an amount.
    """

    contract_id: str
    type_id: str
    type_code: str
    counterparty_id: str
    direction: Direction
    unit: str
    cause: Cause
    document: str
    base: Money | None
    currency: str
    on: date


async def incur(work: Work, signed: Signed) -> None:
    """Duty that signing makes due; nothing for types that fall under no item of the law."""
    item = await stamp_item_of(work, signed.type_id)
    if item is None:
        return
    head = Head(
        contract_id=signed.contract_id,
        counterparty_id=signed.counterparty_id,
        direction=signed.direction,
        type_code=signed.type_code,
        item=item,
        legal_entity_id=await entity_of(work, signed.unit, signed.on),
        on=signed.on,
    )
    rate = await value_on(work, setting_of(item), signed.type_code, signed.on)
    duty = await work.load(STAMP_DUTY, signed.contract_id, key=signed.contract_id, unit=signed.unit)
    command = Agree(head, signed.cause, signed.document, signed.base, signed.currency, rate)
    work.record(duty, decide(duty.state, command))


async def settle_duty(work: Work, contract_id: str, invoice_id: str, net: Money, on: date) -> None:
    """Duty on what an invoice settles of a contract without an amount; none where nothing was deferred."""
    duty = await work.load(STAMP_DUTY, contract_id)
    deferred = duty.state.deferred
    if deferred is None:
        return
    head = Head(
        contract_id=contract_id,
        counterparty_id=deferred.counterparty_id,
        direction=deferred.direction,
        type_code=deferred.type_code,
        item=deferred.item,
        legal_entity_id=await entity_of(work, duty.unit, on),
        on=on,
    )
    rate = await value_on(work, setting_of(deferred.item), deferred.type_code, on)
    work.record(duty, decide(duty.state, Settle(head, invoice_id, net, rate)))


def setting_of(item: StampItem) -> SettingName:
    """The name under which the rate of an item is laid down."""
    return cast("SettingName", f"stamp_duty_{item}")
