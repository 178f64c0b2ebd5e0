"""Electronic signing of one contract's frozen text, from the first invitation to the seal.

Names of signatories, addresses, tokens and files lie outside the events.
"""

from datetime import datetime
from typing import Literal

from services.contract.terms import Frozen, Side
from shared.eventstore.event import Event, Words

SignatoryKind = Literal["staff", "contact", "outside"]
SignatoryRole = Literal["legal_representative", "authorised_representative", "approver", "witness"]
Authentication = Literal["session", "invitation"]
SignatureLevel = Literal["own", "licensed"]


class Signatory(Frozen):
    """Somebody asked to sign. `person` is a member of staff or a contact; nobody's id for one from outside, whose name
    is on the stream `signatory-<id>`. `days` are those after an invitation in which it holds.
    """

    signatory_id: str
    place: int
    side: Side
    kind: SignatoryKind
    person: str | None
    role: SignatoryRole
    days: int


class Group(Frozen):
    """Signatories of one side who sign at the same turn; `need` of them are enough."""

    side: Side
    need: int
    signatories: tuple[Signatory, ...]


class SigningOpened(Event, name="signing.opened.v1"):
    """The PDF is made and can be signed; the groups sign in their order. `pdf_hash` is the SHA-256 of that file, as it
    is shown to everybody who signs it. `platform`: a signing platform asks them, and nobody signs here.
    """

    signing_id: str
    contract_id: str
    number: str
    owner_id: str
    text_hash: str
    pdf_hash: str
    pdf_size: int
    groups: tuple[Group, ...]
    opened_by: str
    opened_at: datetime
    platform: bool = False


class SignatoryInvited(Event, name="signing.invited.v1"):
    """It is the turn of a signatory, the first time or again; `remind_at` is when they are reminded first."""

    signing_id: str
    contract_id: str
    owner_id: str
    signatory_id: str
    side: Side
    kind: SignatoryKind
    person: str | None
    times: int
    sent_at: datetime
    remind_at: datetime
    expires_at: datetime


class InvitationIssued(Event, name="signing.invitation_issued.v1"):
    """A way in was made for who has no account here; every one made before no longer opens anything."""

    signing_id: str
    contract_id: str
    signatory_id: str
    issued_by: str
    issued_at: datetime
    expires_at: datetime


class DocumentOpened(Event, name="signing.document_opened.v1"):
    """The signatory opened what is to be signed for the first time since they were asked."""

    signing_id: str
    contract_id: str
    signatory_id: str
    opened_at: datetime


class DocumentSigned(Event, name="signing.signed.v1"):
    """A signature stands in the PDF. `group_done`: no other of the group is needed; `side_done`: nor of the side."""

    signing_id: str
    contract_id: str
    signatory_id: str
    side: Side
    kind: SignatoryKind
    person: str | None
    authority_id: str | None
    authentication: Authentication
    level: SignatureLevel
    hash_before: str
    hash_after: str
    group_done: bool
    side_done: bool
    signed_at: datetime


class SeatSigned(Frozen):
    """A signatory whose signature a signing platform has; `authority_id` is their letter, if one was in force."""

    signatory_id: str
    side: Side
    kind: SignatoryKind
    person: str | None
    authority_id: str | None


class SignedElsewhere(Event, name="signing.signed_elsewhere.v1"):
    """The signing platform gave the file back with the signatures of these, in the order in which they were asked."""

    signing_id: str
    contract_id: str
    signatories: tuple[SeatSigned, ...]
    level: SignatureLevel
    hash_before: str
    hash_after: str
    signed_at: datetime


class SignatureDeclined(Event, name="signing.declined.v1"):
    """A signatory does not sign. `halted`: without them the group can't be complete, and the signing rests."""

    signing_id: str
    contract_id: str
    owner_id: str
    signatory_id: str
    person: str | None
    reason: Words[str]
    halted: bool
    declined_at: datetime


class SignatoryReminded(Event, name="signing.reminded.v1"):
    """A signatory still has not answered; `next_at` is when they are reminded again, nothing after the last time."""

    signing_id: str
    contract_id: str
    owner_id: str
    signatory_id: str
    kind: SignatoryKind
    person: str | None
    times: int
    count: int
    expires_at: datetime
    next_at: datetime | None


class SignatoryExpired(Event, name="signing.expired.v1"):
    """An invitation ran out; `halted` as where somebody declines."""

    signing_id: str
    contract_id: str
    owner_id: str
    signatory_id: str
    person: str | None
    halted: bool
    expired_at: datetime


class SigningVoided(Event, name="signing.voided.v1"):
    """The signing is over without a contract; what was signed counts for nothing."""

    signing_id: str
    contract_id: str
    reason: Words[str]
    voided_by: str
    voided_at: datetime


class SigningCompleted(Event, name="signing.completed.v1"):
    """Everybody needed has signed and the file is sealed: `pdf_hash` is that of the whole file."""

    signing_id: str
    contract_id: str
    pdf_hash: str
    pdf_size: int
    completed_at: datetime
