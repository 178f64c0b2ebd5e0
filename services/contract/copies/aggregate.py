"""Copies handed out, decided and folded."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from services.contract.copies.events import CopiesChased, CopiesHandedOut, CopiesReturned
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, InvalidFieldError, NotPossibleNowError

AGAIN: Final = timedelta(days=7)
"""How long after copies were asked for they are asked for again."""


@dataclass(frozen=True, slots=True)
class Copies:
    fact: CopiesHandedOut | None = None
    left: int = 0
    chased: int = 0


@dataclass(frozen=True, slots=True)
class HandOut:
    fact: CopiesHandedOut


@dataclass(frozen=True, slots=True)
class GiveBack:
    count: int
    on: date


@dataclass(frozen=True, slots=True)
class Chase:
    """The day after they were due, or after they were asked for, has begun."""

    today: date


Command = HandOut | GiveBack | Chase


class MoreCopiesThanOutError(DomainError):
    """More copies would come back than are out."""

    pointer = "/count"


def decide(copies: Copies, command: Command) -> list[Event]:
    """A chase of what is back, or not due yet, means nothing."""
    fact = copies.fact
    match command:
        case HandOut(fact=wish) if fact is None:
            if wish.due_on < wish.effective_on:
                raise InvalidFieldError("/due_on", "copies come back after they went")
            return [wish]
        case GiveBack(count=count, on=on) if fact is not None and copies.left:
            if count > copies.left:
                raise MoreCopiesThanOutError(left=copies.left)
            if on < fact.effective_on:
                raise InvalidFieldError("/effective_on", "copies come back after they went")
            return [_returned(fact, count, copies.left - count, on)]
        case Chase(today=today) if fact is not None:
            return [_chased(fact, copies, today)] if copies.left and today > fact.due_on else []
        case _:
            raise NotPossibleNowError("returned" if fact else "new", command)


def _returned(fact: CopiesHandedOut, count: int, left: int, on: date) -> CopiesReturned:
    return CopiesReturned(
        copies_id=fact.copies_id, contract_id=fact.contract_id, count=count, left=left, effective_on=on
    )


def _chased(fact: CopiesHandedOut, copies: Copies, today: date) -> CopiesChased:
    return CopiesChased(
        copies_id=fact.copies_id,
        contract_id=fact.contract_id,
        owner_id=fact.owner_id,
        responsible=fact.responsible,
        purpose=fact.purpose,
        left=copies.left,
        due_on=fact.due_on,
        times=copies.chased + 1,
        next_on=today + AGAIN,
    )


def evolve(copies: Copies, event: Event) -> Copies:
    match event:
        case CopiesHandedOut(count=count):
            return Copies(event, count)
        case CopiesReturned(left=left):
            return replace(copies, left=left)
        case CopiesChased(times=times):
            return replace(copies, chased=times)
        case _:
            return copies


COPIES = Aggregate("copies", Copies(), evolve)
