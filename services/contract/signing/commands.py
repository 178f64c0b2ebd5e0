"""What can be asked of a signing; hashes, moments and authority are found at the edge and passed in."""

from dataclasses import dataclass
from datetime import datetime

from services.contract.signing.events import Authentication, Group, SignatureLevel
from services.contract.terms import Side


@dataclass(frozen=True, slots=True)
class OpenSigning:
    """`signing_order` is that of the contract's type: the groups of a side sign before the next side's."""

    signing_id: str
    contract_id: str
    number: str
    owner_id: str
    text_hash: str
    pdf_hash: str
    pdf_size: int
    groups: tuple[Group, ...]
    signing_order: tuple[Side, ...]
    by: str
    at: datetime
    platform: bool = False


@dataclass(frozen=True, slots=True)
class SignElsewhere:
    """The signing platform has the signatures of all who are named, each with their letter of authority if one is
    known; the file was `before`, and is `after` with them in it.
    """

    signatories: tuple[tuple[str, str | None], ...]
    before: str
    after: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DeclineElsewhere:
    """Somebody told the signing platform that they do not sign."""

    signatory_id: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IssueInvitation:
    signatory_id: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OpenDocument:
    signatory_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sign:
    """`shown` is the hash that the signatory saw; `before` and `after` are the file's, `sealed` with its size is the
    file's once it is sealed behind the last signature.
    """

    signatory_id: str
    shown: str
    before: str
    after: str
    authentication: Authentication
    level: SignatureLevel
    at: datetime
    authority_id: str | None = None
    sealed: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Decline:
    signatory_id: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Remind:
    """The moment to remind came, of the invitation that was the `times`-th."""

    signatory_id: str
    times: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Expire:
    """The moment came at which the `times`-th invitation runs out."""

    signatory_id: str
    times: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Resend:
    """The signatory is asked again, after they declined, let it run out, or lost it."""

    signatory_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VoidSigning:
    reason: str
    by: str
    at: datetime


Command = (
    OpenSigning
    | IssueInvitation
    | OpenDocument
    | Sign
    | SignElsewhere
    | Decline
    | DeclineElsewhere
    | Remind
    | Expire
    | Resend
    | VoidSigning
)
