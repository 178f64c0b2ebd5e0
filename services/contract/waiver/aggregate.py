"""A waiver decided and folded."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.contract.review.commands import CloseReview
from services.contract.text.canonical import content_hash
from services.contract.waiver.events import (
    WaiverAsked,
    WaiverExpired,
    WaiverGranted,
    WaiverRefused,
    WaiverUsed,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError
from shared.values.money import Money


class Stage(StrEnum):
    NEW = "new"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    USED = "used"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Waiver:
    stage: Stage = Stage.NEW
    asked: WaiverAsked | None = None


@dataclass(frozen=True, slots=True)
class WaiverWish:
    """Why it should be let pass, and until when."""

    reason: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class AskWaiver:
    """What payment control found: the rules broken, the first of them with its clause, limit and amount used."""

    waiver_id: str
    approval_id: str
    contract_id: str
    payment_id: str
    clause: str
    phase: str
    rules: tuple[str, ...]
    limit: Money
    used: Money
    amount: Money
    wish: WaiverWish
    today: date


@dataclass(frozen=True, slots=True)
class UseWaiver:
    payment_id: str
    amount: Money
    today: date


@dataclass(frozen=True, slots=True)
class ExpireWaiver:
    today: date


Command = AskWaiver | CloseReview | UseWaiver | ExpireWaiver


class WaiverNotForThisError(DomainError):
    """The waiver is for another payment, or for less."""


class WaiverOpenError(DomainError):
    """A waiver of this payment is asked for or granted already."""


def decide(waiver: Waiver, command: Command) -> list[Event]:
    asked = waiver.asked
    match waiver.stage, command:
        case Stage.NEW, AskWaiver():
            return [_asked(command)]
        case Stage.ASKED, CloseReview() if asked is not None:
            return [_closed(asked, command)]
        case Stage.GRANTED, UseWaiver() if asked is not None and command.today <= asked.expires_on:
            if command.payment_id != asked.payment_id or command.amount > asked.amount:
                raise WaiverNotForThisError
            return [WaiverUsed.model_validate({**_head(asked), "amount": command.amount, "used_on": command.today})]
        case ((Stage.ASKED | Stage.GRANTED), ExpireWaiver(today)) if asked is not None and today > asked.expires_on:
            return [WaiverExpired.model_validate({**_head(asked), "expires_on": asked.expires_on})]
        case (_, ExpireWaiver()) | (Stage.EXPIRED, CloseReview()):
            return []
        case _:
            raise NotPossibleNowError(waiver.stage, command)


def _asked(command: AskWaiver) -> WaiverAsked:
    wish = command.wish
    if wish.expires_on < command.today:
        raise InvalidFieldError("/expires_on", "a waiver lasts until today or longer")
    said = {
        "approval_id": command.approval_id,
        "contract_id": command.contract_id,
        "payment_id": command.payment_id,
        "clause": command.clause,
        "phase": command.phase,
        "rules": list(command.rules),
        "amount": str(command.amount),
        "limit": str(command.limit),
        "used": str(command.used),
        "expires_on": wish.expires_on.isoformat(),
    }
    return WaiverAsked(
        waiver_id=command.waiver_id,
        contract_id=command.contract_id,
        payment_id=command.payment_id,
        approval_id=command.approval_id,
        clause=command.clause,
        phase=command.phase,
        rules=command.rules,
        limit=command.limit,
        used=command.used,
        amount=command.amount,
        expires_on=wish.expires_on,
        reason=wish.reason,
        text_hash=content_hash(said),
    )


def _closed(asked: WaiverAsked, command: CloseReview) -> Event:
    command.check_is_of(asked.approval_id, asked.text_hash)
    head = {**_head(asked), "approval_id": asked.approval_id}
    if command.outcome == "approved":
        return WaiverGranted.model_validate({**head, "expires_on": asked.expires_on})
    return WaiverRefused.model_validate({**head, "outcome": command.outcome})


def _head(asked: WaiverAsked) -> dict[str, str]:
    return {"waiver_id": asked.waiver_id, "contract_id": asked.contract_id, "payment_id": asked.payment_id}


STAGE_AFTER: dict[type[Event], Stage] = {
    WaiverAsked: Stage.ASKED,
    WaiverGranted: Stage.GRANTED,
    WaiverRefused: Stage.REFUSED,
    WaiverUsed: Stage.USED,
    WaiverExpired: Stage.EXPIRED,
}


def evolve(waiver: Waiver, event: Event) -> Waiver:
    moved = replace(waiver, stage=STAGE_AFTER[type(event)])
    return replace(moved, asked=event) if isinstance(event, WaiverAsked) else moved


WAIVER = Aggregate("waiver", Waiver(), evolve)
