"""A request for access: asked for with a reason and a last day, then granted, refused or withdrawn."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from services.portal.access_request.events import AccessGranted, AccessRefused, AccessRequested, AccessWithdrawn
from services.portal.role.shipped import FOR_SERVICES
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, NotPossibleNowError

Outcome = Literal["approved", "rejected", "withdrawn"]


class Stage(StrEnum):
    """Where a request stands."""

    NEW = "new"
    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class NotForPersonsError(DomainError):
    """The role is for services alone."""

    status = 422
    pointer = "/role"


class DayOverError(DomainError):
    """Access is asked for to the end of a day that is not over."""

    status = 422
    pointer = "/until"


class HeldAlreadyError(DomainError):
    """The role is held on that unit as long as that, or longer."""

    pointer = "/role"


class AskedAlreadyError(DomainError):
    """The same was asked for already, and waits for its decision."""

    pointer = "/role"


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """What was asked for, and what came of it."""

    stage: Stage = Stage.NEW
    staff_id: str = ""
    role: str = ""
    unit_id: str = ""
    until: date = date.min
    approval_id: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for."""

    role: str
    unit_id: str
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class AskAccess:
    """`held_until` is the last day on which the role is held on the unit already: None where it is not held,
    `date.max` without end. `waits`: the same was asked for and is not decided.
    """

    request_id: str
    staff_id: str
    role: str
    unit_id: str
    until: date
    reason: str
    approval_id: str
    today: date
    held_until: date | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class SettleRequest:
    """The approval of the request came to its end."""

    request_id: str
    outcome: Outcome


Command = AskAccess | SettleRequest


def decide(request: AccessRequest, command: Command) -> list[Event]:
    """What the command does to the request."""
    match request.stage, command:
        case Stage.NEW, AskAccess() as ask:
            return _asked(ask)
        case Stage.OPEN, SettleRequest(request_id, outcome):
            return [_settled(request, request_id, outcome)]
        case _:
            raise NotPossibleNowError(request.stage, command)


def _asked(ask: AskAccess) -> list[Event]:
    if ask.role in FOR_SERVICES:
        raise NotForPersonsError
    if ask.until < ask.today:
        raise DayOverError
    if ask.held_until is not None and ask.held_until >= ask.until:
        raise HeldAlreadyError
    if ask.waits:
        raise AskedAlreadyError
    return [
        AccessRequested(
            request_id=ask.request_id,
            staff_id=ask.staff_id,
            role=ask.role,
            unit_id=ask.unit_id,
            until=ask.until,
            reason=ask.reason,
            approval_id=ask.approval_id,
        )
    ]


def _settled(request: AccessRequest, request_id: str, outcome: Outcome) -> Event:
    head = {"request_id": request_id, "staff_id": request.staff_id, "approval_id": request.approval_id}
    match outcome:
        case "approved":
            asked = {"role": request.role, "unit_id": request.unit_id, "until": request.until}
            return AccessGranted.model_validate({**head, **asked})
        case "rejected":
            return AccessRefused.model_validate(head)
        case "withdrawn":
            return AccessWithdrawn.model_validate(head)


def evolve(request: AccessRequest, event: Event) -> AccessRequest:
    """The request after an event of its stream."""
    match event:
        case AccessRequested() as asked:
            return AccessRequest(Stage.OPEN, asked.staff_id, asked.role, asked.unit_id, asked.until, asked.approval_id)
        case AccessGranted():
            return replace(request, stage=Stage.GRANTED)
        case AccessRefused():
            return replace(request, stage=Stage.REFUSED)
        case AccessWithdrawn():
            return replace(request, stage=Stage.WITHDRAWN)
        case _:
            return request


ACCESS_REQUEST: Final = Aggregate("access_request", AccessRequest(), evolve)
