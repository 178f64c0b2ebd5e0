"""The states of a contract and the one table of its moves."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from services.contract.contract.events import (
    ContractApproved,
    ContractArchived,
    ContractCompleted,
    ContractDrafted,
    ContractEffective,
    ContractExpired,
    ContractImported,
    ContractRejected,
    ContractResumed,
    ContractRevised,
    ContractSigned,
    ContractSubmitted,
    ContractSuspended,
    ContractTerminated,
    ContractVoided,
    ContractWithdrawn,
    SignatureGiven,
    SigningEnded,
    SigningStarted,
)
from shared.eventstore.event import Event


class State(StrEnum):
    NEW = "new"
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SIGNING = "signing"
    SIGNED = "signed"
    EFFECTIVE = "effective"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    EXPIRED = "expired"
    ARCHIVED = "archived"
    VOID = "void"


MOVES: Final[Mapping[State, Mapping[type[Event], State]]] = {
    State.NEW: {
        ContractDrafted: State.DRAFT,
        ContractImported: State.EFFECTIVE,
    },
    State.DRAFT: {
        ContractRevised: State.DRAFT,
        ContractSubmitted: State.IN_REVIEW,
        ContractVoided: State.VOID,
    },
    State.IN_REVIEW: {
        ContractApproved: State.APPROVED,
        ContractRejected: State.DRAFT,
        ContractWithdrawn: State.DRAFT,
    },
    State.APPROVED: {
        ContractRevised: State.DRAFT,
        SigningStarted: State.SIGNING,
        SignatureGiven: State.SIGNING,
        ContractVoided: State.VOID,
    },
    State.SIGNING: {
        SignatureGiven: State.SIGNING,
        SigningEnded: State.APPROVED,
        ContractSigned: State.SIGNED,
        ContractVoided: State.VOID,
    },
    State.SIGNED: {
        ContractEffective: State.EFFECTIVE,
        ContractTerminated: State.TERMINATED,
    },
    State.EFFECTIVE: {
        ContractSuspended: State.SUSPENDED,
        ContractCompleted: State.COMPLETED,
        ContractTerminated: State.TERMINATED,
        ContractExpired: State.EXPIRED,
    },
    State.SUSPENDED: {
        ContractResumed: State.EFFECTIVE,
        ContractTerminated: State.TERMINATED,
    },
    State.COMPLETED: {ContractArchived: State.ARCHIVED},
    State.TERMINATED: {ContractArchived: State.ARCHIVED},
    State.EXPIRED: {ContractArchived: State.ARCHIVED},
    State.ARCHIVED: {},
    State.VOID: {},
}
"""State to the events possible in it and the state they lead to. An imported contract says its state itself."""

PERFORMING: Final = frozenset({State.EFFECTIVE})
"""States in which orders are placed, invoices booked and money moves."""


def moved(state: State, event: Event) -> State:
    """The state after an event that was possible."""
    if isinstance(event, ContractImported):
        return State(event.state)
    return MOVES[state][type(event)]


def possible(state: State, event: type[Event]) -> bool:
    return event in MOVES[state]
