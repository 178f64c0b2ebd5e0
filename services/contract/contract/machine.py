"""The states of a contract and the one table of its moves."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from services.contract.contract.events import (
    AmendmentAgreed,
    AmendmentEffective,
    AmendmentImported,
    AmendmentSigned,
    ContractAmended,
    ContractApproved,
    ContractArchived,
    ContractCompleted,
    ContractDrafted,
    ContractEffective,
    ContractExpired,
    ContractImported,
    ContractRejected,
    ContractRenewed,
    ContractResumed,
    ContractRevised,
    ContractSigned,
    ContractSubmitted,
    ContractSuspended,
    ContractTerminated,
    ContractVoided,
    ContractWithdrawn,
    HoldPlaced,
    HoldReleased,
    RenewalDeclined,
    RetentionEnded,
    SignatureGiven,
    SigningEnded,
    SigningStarted,
    TermEnding,
    WorkBegun,
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


KEPT: Final[tuple[type[Event], ...]] = (HoldPlaced, HoldReleased)
TERM: Final[tuple[type[Event], ...]] = (TermEnding, RenewalDeclined, ContractRenewed)
AGREED: Final[tuple[type[Event], ...]] = (AmendmentAgreed, ContractAmended, AmendmentImported, *TERM, *KEPT)
"""What happens to a contract that binds, and leaves it in the state it is in."""

MOVES: Final[Mapping[State, Mapping[type[Event], State]]] = {
    State.NEW: {
        ContractDrafted: State.DRAFT,
        ContractImported: State.EFFECTIVE,
    },
    State.DRAFT: {
        WorkBegun: State.DRAFT,
        ContractRevised: State.DRAFT,
        ContractSubmitted: State.IN_REVIEW,
        ContractVoided: State.VOID,
    },
    State.IN_REVIEW: {
        WorkBegun: State.IN_REVIEW,
        ContractApproved: State.APPROVED,
        ContractRejected: State.DRAFT,
        ContractWithdrawn: State.DRAFT,
    },
    State.APPROVED: {
        WorkBegun: State.APPROVED,
        ContractRevised: State.DRAFT,
        SigningStarted: State.SIGNING,
        SignatureGiven: State.SIGNING,
        ContractVoided: State.VOID,
    },
    State.SIGNING: {
        WorkBegun: State.SIGNING,
        SignatureGiven: State.SIGNING,
        SigningEnded: State.APPROVED,
        ContractSigned: State.SIGNED,
        AmendmentSigned: State.SIGNED,
        ContractVoided: State.VOID,
    },
    State.SIGNED: {
        ContractEffective: State.EFFECTIVE,
        AmendmentEffective: State.EFFECTIVE,
        **dict.fromkeys(AGREED, State.SIGNED),
        ContractTerminated: State.TERMINATED,
    },
    State.EFFECTIVE: {
        **dict.fromkeys(AGREED, State.EFFECTIVE),
        ContractSuspended: State.SUSPENDED,
        ContractCompleted: State.COMPLETED,
        ContractTerminated: State.TERMINATED,
        ContractExpired: State.EXPIRED,
    },
    State.SUSPENDED: {
        **dict.fromkeys(AGREED, State.SUSPENDED),
        ContractExpired: State.EXPIRED,
        ContractResumed: State.EFFECTIVE,
        ContractTerminated: State.TERMINATED,
    },
    State.COMPLETED: {
        ContractArchived: State.ARCHIVED,
        AmendmentImported: State.COMPLETED,
        **dict.fromkeys(KEPT, State.COMPLETED),
    },
    State.TERMINATED: {
        ContractArchived: State.ARCHIVED,
        AmendmentImported: State.TERMINATED,
        **dict.fromkeys(KEPT, State.TERMINATED),
    },
    State.EXPIRED: {
        ContractResumed: State.EFFECTIVE,
        ContractCompleted: State.COMPLETED,
        ContractTerminated: State.TERMINATED,
        ContractArchived: State.ARCHIVED,
        AmendmentImported: State.EXPIRED,
        **dict.fromkeys(KEPT, State.EXPIRED),
    },
    State.ARCHIVED: {
        RetentionEnded: State.ARCHIVED,
        AmendmentImported: State.ARCHIVED,
        **dict.fromkeys(KEPT, State.ARCHIVED),
    },
    State.VOID: {},
}
"""State to the events possible in it and the state they lead to. An imported contract says its state itself."""

PERFORMING: Final = frozenset({State.EFFECTIVE})
"""States in which orders are placed and things delivered."""
SETTLING: Final = frozenset({State.EFFECTIVE, State.EXPIRED, State.TERMINATED})
"""States in which invoices are booked and money moves: what has come to its end is settled."""
ENDED: Final = frozenset({State.COMPLETED, State.TERMINATED, State.EXPIRED})
"""States that come before the archive."""


def moved(state: State, event: Event) -> State:
    """The state after an event that was possible."""
    if isinstance(event, ContractImported):
        return State(event.state)
    return MOVES[state][type(event)]


def possible(state: State, event: type[Event]) -> bool:
    return event in MOVES[state]
