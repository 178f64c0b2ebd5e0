"""A guarantee decided and folded."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from services.contract.guarantee.events import (
    GuaranteeClaimed,
    GuaranteeExpired,
    GuaranteeExpiring,
    GuaranteeExtended,
    GuaranteeRegistered,
    GuaranteeReturned,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError
from shared.values.money import Money

CHASED_BEFORE: Final = timedelta(days=30)
"""How long before its end somebody is told of a guarantee."""


class Stage(StrEnum):
    NEW = "new"
    IN_FORCE = "in_force"
    CLAIMED = "claimed"
    RETURNED = "returned"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Guarantee:
    """`left` is what was not claimed; `chased` the end that was told of."""

    stage: Stage = Stage.NEW
    fact: GuaranteeRegistered | None = None
    left: Money | None = None
    expires_on: date | None = None
    chased: date | None = None


@dataclass(frozen=True, slots=True)
class RegisterGuarantee:
    fact: GuaranteeRegistered


@dataclass(frozen=True, slots=True)
class ExtendGuarantee:
    expires_on: date
    on: date


@dataclass(frozen=True, slots=True)
class ClaimGuarantee:
    amount: Money
    on: date


@dataclass(frozen=True, slots=True)
class ReturnGuarantee:
    on: date


@dataclass(frozen=True, slots=True)
class ChaseGuarantee:
    today: date


@dataclass(frozen=True, slots=True)
class ExpireGuarantee:
    today: date


Command = RegisterGuarantee | ExtendGuarantee | ClaimGuarantee | ReturnGuarantee | ChaseGuarantee | ExpireGuarantee


class ClaimOverGuaranteeError(DomainError):
    """More is claimed than is left of the guarantee."""


def decide(guarantee: Guarantee, command: Command) -> list[Event]:
    """Deadlines that come too early, twice or after the end mean nothing and give no event."""
    match guarantee.stage, command:
        case Stage.NEW, RegisterGuarantee(fact=fact):
            return [_checked(fact)]
        case Stage.IN_FORCE, ExtendGuarantee(expires_on=expires_on, on=on):
            if guarantee.expires_on is not None and expires_on <= guarantee.expires_on:
                raise InvalidFieldError("/expires_on", "a guarantee is extended to a later day")
            said = {**_standing(guarantee), "expires_on": expires_on, "effective_on": on}
            return [GuaranteeExtended.model_validate(said)]
        case Stage.IN_FORCE, ClaimGuarantee():
            return [_claimed(guarantee, command)]
        case Stage.IN_FORCE, ReturnGuarantee(on=on):
            return [GuaranteeReturned.model_validate({**_standing(guarantee), "effective_on": on})]
        case Stage.IN_FORCE, ChaseGuarantee(today=today) if _is_near(guarantee, today):
            return [GuaranteeExpiring.model_validate(_standing(guarantee))]
        case Stage.IN_FORCE, ExpireGuarantee(today=today) if guarantee.expires_on and today > guarantee.expires_on:
            return [GuaranteeExpired.model_validate(_standing(guarantee))]
        case _, (ChaseGuarantee() | ExpireGuarantee()):
            return []
        case _:
            raise NotPossibleNowError(guarantee.stage, command)


def _checked(fact: GuaranteeRegistered) -> GuaranteeRegistered:
    if not fact.amount.is_positive:
        raise InvalidFieldError("/amount", "a guarantee is for more than nothing")
    if fact.expires_on < fact.valid_from:
        raise InvalidFieldError("/expires_on", "a guarantee ends after it begins")
    if fact.expires_on < fact.effective_on:
        raise InvalidFieldError("/expires_on", "a guarantee that has run out secures nothing")
    return fact


def _claimed(guarantee: Guarantee, command: ClaimGuarantee) -> GuaranteeClaimed:
    left = guarantee.left or Money.zero(command.amount.currency)
    if command.amount.currency != left.currency:
        raise InvalidFieldError("/amount/currency", f"the guarantee's currency is {left.currency}")
    if not command.amount.is_positive:
        raise InvalidFieldError("/amount", "an amount is above zero")
    if command.amount > left:
        raise ClaimOverGuaranteeError(pointer="/amount", limit=str(left), requested=str(command.amount))
    rest = {"left": left - command.amount, "amount": command.amount, "effective_on": command.on}
    return GuaranteeClaimed.model_validate({**_standing(guarantee), **rest})


def _is_near(guarantee: Guarantee, today: date) -> bool:
    end = guarantee.expires_on
    return end is not None and guarantee.chased != end and today >= end - CHASED_BEFORE


def _standing(guarantee: Guarantee) -> dict[str, Any]:
    fact = guarantee.fact
    if fact is None:
        raise NotPossibleNowError(guarantee.stage, guarantee)
    named = ("guarantee_id", "contract_id", "counterparty_id", "owner_id")
    head = {name: getattr(fact, name) for name in named}
    return {**head, "left": guarantee.left, "expires_on": guarantee.expires_on}


def evolve(guarantee: Guarantee, event: Event) -> Guarantee:
    match event:
        case GuaranteeRegistered(amount=amount, expires_on=expires_on):
            return Guarantee(Stage.IN_FORCE, event, amount, expires_on)
        case GuaranteeExtended(expires_on=expires_on):
            return replace(guarantee, expires_on=expires_on)
        case GuaranteeClaimed(left=left):
            return replace(guarantee, left=left, stage=Stage.CLAIMED if left.is_zero else Stage.IN_FORCE)
        case GuaranteeReturned():
            return replace(guarantee, stage=Stage.RETURNED)
        case GuaranteeExpiring(expires_on=expires_on):
            return replace(guarantee, chased=expires_on)
        case GuaranteeExpired():
            return replace(guarantee, stage=Stage.EXPIRED)
        case _:
            return guarantee


GUARANTEE = Aggregate("guarantee", Guarantee(), evolve)
