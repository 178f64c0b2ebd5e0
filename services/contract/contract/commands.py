"""What can be asked of a contract."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.contract.contract.events import ContractImported, NamedReference, Terms
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
    """`signing_id` names the signing in which it was given; without one it was given elsewhere and is registered."""

    side: Side
    signatory_id: str
    text_hash: str
    signed_on: date
    today: date
    level: Literal["own", "licensed", "ink"] = "own"
    signing_id: str = ""


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
class ImportContract:
    fact: ContractImported


@dataclass(frozen=True, slots=True)
class EndContract:
    """Any of the moves that only name a day and a reason; `event` is the class of the fact."""

    event: type[Event]
    on: date
    reason: str | None = None


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
    | ImportContract
    | EndContract
)
