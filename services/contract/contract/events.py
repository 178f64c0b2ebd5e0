"""The life of a contract, from the first draft to the archive."""

from datetime import date
from typing import Literal

from services.contract.particulars import Attachment, Deliverable, DraftDeviation, Party
from services.contract.series.number import Series
from services.contract.terms import AmountKind, ContractLine, Direction, Frozen, PaymentControl, PlanLine, Side
from services.contract.text.variables import Language
from services.contract.type.events import Way
from services.contract.type.route import Reference, Risk
from shared.eventstore.event import Event, Words
from shared.values.decimals import DecimalString
from shared.values.money import Money

ImportedState = Literal["draft", "signed", "effective", "completed", "terminated"]


class Terms(Event):
    """What a draft says. `text_hash` is the SHA-256 of the canonical text, which is kept outside the events.
    `changed_risk` is the highest risk of clauses whose words are not the standard ones.
    `standard_clauses` are the codes of those of the library that stand in it, `language` the prevailing one.
    """

    contract_id: str
    type_id: str
    type_code: str
    direction: Direction
    title: str
    owner_id: str
    counterparty_id: str
    template_id: str | None
    template_version: int | None
    amount_kind: AmountKind
    amount: Money
    lines: tuple[ContractLine, ...]
    plan: tuple[PlanLine, ...]
    term_from: date | None
    term_to: date | None
    effective_from: date | None
    payment_control: PaymentControl
    match_tolerance: DecimalString
    signing_order: tuple[Side, ...]
    text_hash: str
    text_size: int
    source: str
    source_id: str
    effective_on: date
    changed_risk: Risk | None = None
    way: Way = "own"
    deviations: tuple[DraftDeviation, ...] = ()
    standard_clauses: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    governing_law: str | None = None
    forum: str | None = None
    language: Language | None = None
    copies: int | None = None
    copied_from: str | None = None


class ContractDrafted(Terms, name="contract.drafted.v1"):
    """A draft exists."""


class ContractRevised(Terms, name="contract.revised.v1"):
    """The draft says this now; whatever was approved before counts no longer."""


class NamedReference(Frozen):
    """Minutes of a collective decision, or how the other party was chosen, by the number it is filed under."""

    kind: Reference
    reference: str


class ContractSubmitted(Event, name="contract.submitted.v1"):
    """Review starts over a frozen text. The number is taken at the first submission, which names its series."""

    contract_id: str
    number: str
    series: Series | None
    round: int
    approval_id: str
    text_hash: str
    references: tuple[NamedReference, ...] = ()


class ContractApproved(Event, name="contract.approved.v1"):
    """The route came to its end with every approval."""

    contract_id: str
    round: int
    approval_id: str
    text_hash: str


class ContractRejected(Event, name="contract.rejected.v1"):
    """A review ended with no; the contract is a draft again and its review history stays."""

    contract_id: str
    round: int
    approval_id: str
    reason: Words[str | None]


class ContractWithdrawn(Event, name="contract.withdrawn.v1"):
    """The drafter took the draft out of review."""

    contract_id: str
    round: int
    approval_id: str


class SigningStarted(Event, name="contract.signing_started.v1"):
    """The frozen text went out for electronic signatures; the signing has its own stream."""

    contract_id: str
    signing_id: str
    text_hash: str


class SigningEnded(Event, name="contract.signing_ended.v1"):
    """The signing was voided: what was signed counts for nothing, and the contract is approved as before."""

    contract_id: str
    signing_id: str


class SignatureGiven(Event, name="contract.signature_given.v1"):
    """One side signed the frozen text."""

    contract_id: str
    side: Side
    signatory_id: str
    text_hash: str
    level: Literal["own", "licensed", "ink"]
    signed_on: date


class ContractSigned(Event, name="contract.signed.v1"):
    """Both sides signed; `effective_on` is the day the contract takes effect."""

    contract_id: str
    number: str
    direction: Direction
    title: str
    type_code: str
    counterparty_id: str
    owner_id: str
    amount: Money
    signed_on: date
    effective_on: date
    term_from: date | None
    term_to: date | None
    plan: tuple[PlanLine, ...]


class ContractEffective(Event, name="contract.effective.v1"):
    """The contract binds."""

    contract_id: str
    effective_on: date


class ContractImported(Event, name="contract.imported.v1"):
    """A contract made elsewhere, taken over in the state it has there."""

    contract_id: str
    number: str
    direction: Direction
    title: str
    type_code: str
    counterparty_id: str
    owner_id: str
    amount_kind: AmountKind
    amount: Money
    signed_on: date | None
    effective_on: date
    term_from: date | None
    term_to: date | None
    plan: tuple[PlanLine, ...]
    state: ImportedState
    source: str
    source_id: str


class Ending(Event):
    """A change of state with its day."""

    contract_id: str
    reason: Words[str | None]
    effective_on: date


class ContractVoided(Ending, name="contract.voided.v1"):
    """Withdrawn for good; its number stays in the series as void."""


class ContractSuspended(Ending, name="contract.suspended.v1"):
    """Performance rests."""


class ContractResumed(Ending, name="contract.resumed.v1"):
    """Performance goes on."""


class ContractCompleted(Ending, name="contract.completed.v1"):
    """Both sides have done what they owed."""


class ContractTerminated(Ending, name="contract.terminated.v1"):
    """Ended before its time."""


class ContractExpired(Ending, name="contract.expired.v1"):
    """The term ran out."""


class ContractArchived(Ending, name="contract.archived.v1"):
    """Put away; the retention period runs."""
