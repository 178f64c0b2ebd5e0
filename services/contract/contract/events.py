"""The life of a contract, from the first draft to the archive."""

from datetime import date
from typing import Literal

from services.contract.particulars import (
    AmendmentKind,
    Amends,
    Attachment,
    Deliverable,
    DraftDeviation,
    MasterTerms,
    Party,
    Renewal,
    Restated,
)
from services.contract.series.number import Series
from services.contract.terms import (
    AmountKind,
    ContractLine,
    CountryCode,
    Direction,
    Frozen,
    PaymentControl,
    PlanLine,
    Side,
)
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
    `standard_clauses` are the codes of those of the library that stand in it, `language` the prevailing one. `amends`
    names the contract that would be changed: the terms are what it shall say then. `master` is laid down for contracts
    under it, `under` the master contract of one of those, `country` the one that it is for.
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
    amends: Amends | None = None
    renewal: Renewal | None = None
    master: MasterTerms | None = None
    under: str | None = None
    country: CountryCode | None = None


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


class WorkBegun(Event, name="contract.work_begun.v1"):
    """Work began before both sides had signed."""

    contract_id: str
    owner_id: str
    begun_on: date
    reason: Words[str]


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
    renewal: Renewal | None = None


class ContractEffective(Event, name="contract.effective.v1"):
    """The contract binds. `signed_on` is said where a source tells it only then."""

    contract_id: str
    effective_on: date
    signed_on: date | None = None


class ContractImported(Event, name="contract.imported.v1"):
    """A contract made elsewhere, taken over in the state it has there on the day `taken_on`; `ended_on` is when it had
    ended by then.
    """

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
    renewal: Renewal | None = None
    taken_on: date | None = None
    ended_on: date | None = None


class AmendmentImported(Event, name="contract.amendment_imported.v1"):
    """A change that was agreed on where the contract came from: the `place`-th, under its id there. What the contract
    says was imported as it stood after all told of by then; the last of those told of later says in `restated` what it
    says since, unless that is the same. `release_before` and `release_after` are what the source published before and
    after, `changes` what was otherwise, as JSON. `restated` alone: what a contract not in effect yet says otherwise.
    """

    contract_id: str
    place: int
    source_amendment_id: str | None
    amended_on: date | None
    release_before: str | None
    release_after: str | None
    rationale: Words[str | None]
    description: Words[str | None]
    changes: Words[str | None]
    restated: Restated | None = None


class AmendmentSigned(Event, name="contract.amendment_signed.v1"):
    """Both sides signed an amendment, which is drafted, approved and signed as a contract is; `effective_on` is the day
    from which the contract says what it says.
    """

    amendment_id: str
    contract_id: str
    number: str
    kind: AmendmentKind
    signed_on: date
    effective_on: date


class AmendmentEffective(Event, name="contract.amendment_effective.v1"):
    """The contract says what the amendment says."""

    amendment_id: str
    contract_id: str
    effective_on: date


class AmendmentAgreed(Event, name="contract.amendment_agreed.v1"):
    """A contract will be changed by an amendment that both sides have signed. `text_hash` is that of what it says
    then.
    """

    contract_id: str
    amendment_id: str
    number: str
    kind: AmendmentKind
    text_hash: str
    signed_on: date
    effective_on: date


class ContractAmended(Terms, name="contract.amended.v1"):
    """From `effective_on` on the contract says this; `changed` names the terms that were others before."""

    amendment_id: str
    amendment_number: str
    kind: AmendmentKind
    changed: tuple[str, ...]
    signed_on: date


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
    """Performance goes on; `source` is where that was told of a contract that was taken over and had run out here."""

    source: str | None = None


class ContractCompleted(Ending, name="contract.completed.v1"):
    """Both sides have done what they owed; `source` is where that was told of a contract that was taken over."""

    source: str | None = None


class ContractTerminated(Ending, name="contract.terminated.v1"):
    """Ended before its time; `source` is where that was told of a contract that was taken over."""

    source: str | None = None


class ContractExpired(Ending, name="contract.expired.v1"):
    """The term ran out."""


class ContractArchived(Ending, name="contract.archived.v1"):
    """Put away, on a shelf where it is on paper; it is kept to the end of `keep_until` at least."""

    shelf: str | None = None
    keep_until: date | None = None


class TermEnding(Event, name="contract.term_ending.v1"):
    """The term ends soon, or begins anew by itself unless somebody gives notice by `notice_by`; `next_on` is when this
    is told again.
    """

    contract_id: str
    counterparty_id: str
    owner_id: str
    term_to: date
    renews: bool
    notice_by: date | None
    next_on: date | None


class RenewalDeclined(Event, name="contract.renewal_declined.v1"):
    """One side gave notice: the term does not begin anew."""

    contract_id: str
    owner_id: str
    by: Side
    term_to: date
    reason: Words[str | None]
    effective_on: date


class ContractRenewed(Event, name="contract.renewed.v1"):
    """The term began anew, for the `times`-th time; `renewal` is by what it will again, null where it will not."""

    contract_id: str
    counterparty_id: str
    owner_id: str
    times: int
    term_from: date
    term_to: date
    renewal: Renewal | None
    effective_on: date


class HoldPlaced(Event, name="contract.hold_placed.v1"):
    """For a dispute or an investigation nothing of the contract is destroyed, whatever its retention period says."""

    contract_id: str
    hold_id: str
    reason: Words[str]
    effective_on: date


class HoldReleased(Event, name="contract.hold_released.v1"):
    """The hold is over."""

    contract_id: str
    hold_id: str
    effective_on: date


class RetentionEnded(Event, name="contract.retention_ended.v1"):
    """The contract need be kept no longer, and nothing holds it."""

    contract_id: str
    owner_id: str
    kept_until: date
