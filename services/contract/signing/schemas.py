from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from services.contract.contract.schemas import Hash
from services.contract.signing.events import SignatoryKind, SignatoryRole
from services.contract.terms import Side
from shared.values.ids import Id
from shared.values.text import Name, PlainText, Reason
from shared.web.schemas import Answer, Body

Token = Annotated[str, Field(pattern="^[A-Za-z0-9_-]{43}$")]


class SignatoryBody(Body):
    """Somebody who shall sign: a member of staff or a contact by id, or somebody from outside by name. `days` are those
    after the invitation in which it holds. A name is needed where none can be asked for by the id.
    """

    kind: SignatoryKind
    person_id: Id | None = None
    name: Name | None = None
    email: Annotated[str, PlainText(254), Field(pattern="^[^@ ]+@[^@ ]+$")] | None = None
    role: SignatoryRole = "authorised_representative"
    days: Annotated[int, Field(ge=1, le=365)] = 30


class GroupBody(Body):
    """Signatories of one side who sign at the same turn; `need` of them are enough, all unless said."""

    side: Side
    need: Annotated[int, Field(ge=1, le=20)] | None = None
    signatories: Annotated[list[SignatoryBody], Field(min_length=1, max_length=20)]


class SigningBody(Body):
    """The groups sign in this order: all of one side, then all of the other, as the contract's type says. `platform`:
    the signing platform of the installation asks them and signs; nobody is asked, and nobody signs, here.
    """

    groups: Annotated[list[GroupBody], Field(min_length=1, max_length=10)]
    platform: bool = False


class SignBody(Body):
    """`pdf_hash` is the SHA-256 of the PDF that was shown."""

    pdf_hash: Hash


class DeclineBody(Body):
    reason: Reason


class SignatoryNamedBody(Body):
    signatory_id: Id


class TokenBody(Body):
    token: Token


class TokenSignBody(Body):
    token: Token
    pdf_hash: Hash


class TokenDeclineBody(Body):
    token: Token
    reason: Reason


class SigningMoved(Answer):
    """Where the signing stands after the command."""

    signing_id: str
    contract_id: str
    stage: str
    pdf_hash: str
    current_hash: str
    version: int


class InvitationAnswer(SigningMoved):
    """The token is shown here and never again."""

    token: str
    expires_at: datetime


class SignatoryAnswer(Answer):
    signatory_id: str
    turn: int
    need: int
    place: int
    side: str
    kind: str
    person: str | None
    role: str
    answer: str
    times: int
    reminders: int
    sent_at: datetime | None
    opened_at: datetime | None
    answered_at: datetime | None
    expires_at: datetime | None
    authority_id: str | None
    authentication: str | None
    level: str | None
    hash_before: str | None
    hash_after: str | None


class SignatoryShown(SignatoryAnswer):
    """With the name, the address from which they signed, and why they declined, the last time they did."""

    name: str
    organisation: str
    address: str
    reason: str | None


class SigningRow(Answer):
    signing_id: str
    contract_id: str
    unit_id: str
    owner_id: str
    number: str
    stage: str
    text_hash: str
    pdf_hash: str
    current_hash: str
    opened_by: str
    opened_at: datetime
    ended_at: datetime | None
    platform: bool
    version: int


class SigningList(Answer):
    items: list[SigningRow]


class SigningAnswer(SigningRow):
    """With everybody asked, and why it was voided."""

    reason: str | None
    signatories: list[SignatoryShown]


class InvitedAnswer(Answer):
    """What somebody from outside is asked to sign: `pdf_hash` is that of the file that `document` gives before anybody
    signed.
    """

    number: str
    title: str
    side: str
    role: str
    name: str
    stage: str
    answer: str
    pdf_hash: str
    current_hash: str
    expires_at: datetime | None


class OpenedAnswer(Answer):
    signing_id: str
    opened_at: datetime | None
    pdf_hash: str
    version: int


Stage = Literal["open", "halted", "completed", "void"]
