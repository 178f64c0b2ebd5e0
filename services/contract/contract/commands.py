"""What can be asked of a contract."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.contract.contract.events import (
    AmendmentAgreed,
    AmendmentImported,
    ContractAmended,
    ContractImported,
    ImportedState,
    NamedReference,
    Terms,
)
from services.contract.series.number import Series
from services.contract.terms import Side
from shared.eventstore.event import Event


@dataclass(frozen=True, slots=True)
class DraftContract:
    terms: Terms


@dataclass(frozen=True, slots=True)
class ReviseContract:
    terms: Terms


@dataclass(frozen=True, slots=True)
class SubmitContract:
    """`taken` is the number taken for it: needed once, when the contract has none. `required` are the codes of the
    standard clauses that the type asks for.
    """

    approval_id: str
    taken: Series | None
    references: tuple[NamedReference, ...] = ()
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ApproveContract:
    approval_id: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class RejectContract:
    approval_id: str


@dataclass(frozen=True, slots=True)
class WithdrawContract:
    approval_id: str


@dataclass(frozen=True, slots=True)
class SignContract:
    """`signing_id` names the signing in which it was given; without one it was given elsewhere and is registered. An
    amendment that names no day takes effect no earlier than `not_before`.
    """

    side: Side
    signatory_id: str
    text_hash: str
    signed_on: date
    today: date
    level: Literal["own", "licensed", "ink"] = "own"
    signing_id: str = ""
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class StartSigning:
    """The frozen text goes out for electronic signatures."""

    signing_id: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class EndSigning:
    """The signing came to nothing."""

    signing_id: str


@dataclass(frozen=True, slots=True)
class TakeEffect:
    on: date


@dataclass(frozen=True, slots=True)
class AgreeAmendment:
    """An amendment of what the contract said under `text_hash` was signed by both sides."""

    fact: AmendmentAgreed
    text_hash: str | None


@dataclass(frozen=True, slots=True)
class AmendContract:
    """The day of the amendment next in turn has come."""

    fact: ContractAmended


@dataclass(frozen=True, slots=True)
class ImportContract:
    """A contract of elsewhere, with how it was amended there before."""

    fact: ContractImported
    amended: tuple[AmendmentImported, ...] = ()


@dataclass(frozen=True, slots=True)
class KeepAmendments:
    """Amendments that the source tells of since the contract was taken over."""

    amended: tuple[AmendmentImported, ...]


@dataclass(frozen=True, slots=True)
class FollowSource:
    """The source tells of another state since the contract was taken over: in effect from `effective_on` on, or at an
    end on `ended_on`. `signed_on` is what it says of that now.
    """

    state: ImportedState
    source: str
    effective_on: date
    ended_on: date
    today: date
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class BeginEarly:
    """Work begins though not both sides have signed."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class RemindOfTerm:
    """The moment came at which somebody is told that the term ends."""

    today: date


@dataclass(frozen=True, slots=True)
class EndTerm:
    """The day after the last of the term has begun."""

    today: date


@dataclass(frozen=True, slots=True)
class DeclineRenewal:
    by: Side
    reason: str | None
    on: date


@dataclass(frozen=True, slots=True)
class PlaceHold:
    hold_id: str
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class ReleaseHold:
    hold_id: str
    on: date


@dataclass(frozen=True, slots=True)
class EndRetention:
    today: date


@dataclass(frozen=True, slots=True)
class EndContract:
    """Any of the moves that only name a day and a reason; `event` is the class of the fact. `shelf` and `keep_until`
    are those of the archive.
    """

    event: type[Event]
    on: date
    reason: str | None = None
    shelf: str | None = None
    keep_until: date | None = None


TermCommand = RemindOfTerm | EndTerm | DeclineRenewal
KeepingCommand = BeginEarly | PlaceHold | ReleaseHold | EndRetention
Command = (
    DraftContract
    | ReviseContract
    | SubmitContract
    | ApproveContract
    | RejectContract
    | WithdrawContract
    | SignContract
    | StartSigning
    | EndSigning
    | TakeEffect
    | AgreeAmendment
    | AmendContract
    | ImportContract
    | KeepAmendments
    | FollowSource
    | EndContract
    | TermCommand
    | KeepingCommand
)
